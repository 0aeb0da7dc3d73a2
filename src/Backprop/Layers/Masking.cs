using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// Says which time steps are real: those where at least one number differs from the mask value. The others become 0, and layers behind skip them.
/// Input and output (batch, time, …, features). Source: keras/src/layers/core/masking.py.
/// </summary>
/// <param name="maskValue">What a step that is not real is filled with. Default 0.</param>
/// <param name="name">The name. Default masking, masking_1 …</param>
/// <param name="dtype">The number type. Default that of the input.</param>
public sealed class Masking(double maskValue = 0, string? name = null, DType? dtype = null) : Layer(name, dtype)
{
    /// <summary>What a step that is not real is filled with.</summary>
    public double MaskValue => maskValue;

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("mask_value", MaskValue);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Masking FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("mask_value", 0));
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x * Cast(Any(NotEqual(x, maskValue), [-1], keepDims: true), x.DType);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<Node?> ComputeMasks(IReadOnlyList<Node> inputs, IReadOnlyList<Node?> masks, IReadOnlyList<Node> outputs, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return [Any(NotEqual(inputs[0], maskValue), [-1])];
    }
}
