using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// eˣ / Σeˣ along one or several axes: positive numbers that add up to 1. What a mask says is not real is lowered by 10⁹ first, so that it gets next to nothing.
/// Source: keras/src/layers/activations/softmax.py.
/// </summary>
public sealed class Softmax : Layer
{
    private readonly int[] _axis;

    /// <summary>Describes the layer.</summary>
    /// <param name="axis">The axes along which the results add up to 1. Default the last.</param>
    /// <param name="name">The name. Default softmax, softmax_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentException">No axis is named.</exception>
    public Softmax(IReadOnlyList<int>? axis = null, string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        if (axis is { Count: 0 }) throw new ArgumentException("Name at least one axis.", nameof(axis));
        _axis = [.. axis ?? [-1]];
    }

    /// <summary>The axes along which the results add up to 1.</summary>
    public IReadOnlyList<int> Axis => _axis;

    /// <inheritdoc/>
    public override Config GetConfig() => _axis is [int single] ? base.GetConfig().Set("axis", single) : base.GetConfig().Set("axis", _axis);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Softmax FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.OptionalInts("axis"));
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Mask() is { } mask) x = x + (1 - Functions.Cast(mask, x.DType)) * -1e9;
        return Along(x, _axis);
    }

    /// <summary>eˣ / Σeˣ along axes.</summary>
    internal static Node Along(Node x, IReadOnlyList<int> axes) => axes is [int single] ? Functions.Softmax(x, single) : Functions.Exp(x - Functions.LogSumExp(x, axes, keepDims: true));
}
