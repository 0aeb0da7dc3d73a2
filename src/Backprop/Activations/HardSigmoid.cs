using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>x/6 + ½, cut at 0 and 1.</summary>
public sealed class HardSigmoid : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => new Relu6().Apply(x + 3) / 6;
}
