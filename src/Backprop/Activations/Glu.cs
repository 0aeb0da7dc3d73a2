using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>The first half of an axis times the sigmoid of the second: the axis becomes half as long. Source: Y. Dauphin et al. (2016).</summary>
/// <param name="axis">The axis, of even length. Default −1.</param>
public sealed class Glu(int axis = -1) : ActivationFunction
{
    /// <summary>The axis that is halved.</summary>
    public int Axis => axis;

    private protected override bool HasDefaultArguments => axis == -1;

    /// <inheritdoc/>
    public override Node Apply(Node x)
    {
        IReadOnlyList<Node> halves = Functions.Split(x, 2, axis);
        return halves[0] * Functions.Sigmoid(halves[1]);
    }
}
