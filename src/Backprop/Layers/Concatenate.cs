using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Puts its inputs one behind the other along an axis; their other lengths must be equal.</summary>
/// <param name="axis">The axis. Default −1.</param>
/// <param name="name">The name. Default concatenate, concatenate_1 …</param>
/// <param name="dtype">The number type. Default that of the inputs.</param>
public sealed class Concatenate(int axis = -1, string? name = null, DType? dtype = null) : Layer(name, dtype)
{
    /// <summary>The axis.</summary>
    public int Axis => axis;

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("axis", Axis);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Concatenate FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Int("axis", -1));
    }

    /// <inheritdoc/>
    protected internal override bool TakesList => true;

    /// <inheritdoc/>
    protected override Node Call(IReadOnlyList<Node> inputs, CallContext context) => Functions.Concatenate(inputs, axis);
}
