using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>eˣ / Σeˣ along an axis: positive numbers that add up to 1. The largest x is subtracted first, so nothing overflows; losses that end in it are computed from x.</summary>
/// <param name="axis">The axis along which the results add up to 1. Default -1.</param>
public sealed class Softmax(int axis = -1) : ActivationFunction
{
    /// <summary>The axis along which the results add up to 1.</summary>
    public int Axis => axis;

    private protected override bool HasDefaultArguments => axis == -1;

    /// <inheritdoc/>
    public override Node Apply(Node x) => Functions.Softmax(x, Axis);
}
