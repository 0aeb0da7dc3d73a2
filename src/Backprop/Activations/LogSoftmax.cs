using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>x − ln Σeˣ along an axis, without overflow.</summary>
/// <param name="axis">The axis of the sum. Default -1.</param>
public sealed class LogSoftmax(int axis = -1) : ActivationFunction
{
    /// <summary>The axis of the sum.</summary>
    public int Axis => axis;

    private protected override bool HasDefaultArguments => axis == -1;

    /// <inheritdoc/>
    public override Node Apply(Node x) => Functions.LogSoftmax(x, Axis);
}
