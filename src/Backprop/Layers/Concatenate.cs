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

    /// <summary>Real where at least one number of the result is, which comes from an input without a mask or from where its mask is true.</summary>
    protected override IReadOnlyList<Node?> ComputeMasks(IReadOnlyList<Node> inputs, IReadOnlyList<Node?> masks, IReadOnlyList<Node> outputs, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(masks);
        if (masks.All(mask => mask is null)) return [null];
        return [Functions.Any(Functions.Concatenate([.. inputs.Zip(masks, Whole)], axis), [-1])];

        static Node Whole(Node input, Node? mask)
        {
            if (mask is null) return Constant.Of(Tensor.Full(1, DType.Bool, input.Shape));
            Shape shape = mask.Shape;
            // Keras widens by one axis; so does this, as often as it takes.
            while (shape.Rank < input.Shape.Rank) shape = shape.Insert(-1, 1);
            return Functions.BroadcastTo(Functions.Reshape(mask, shape), input.Shape);
        }
    }
}
