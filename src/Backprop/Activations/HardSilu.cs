using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>x times the hard sigmoid of x, also called hard swish.</summary>
public sealed class HardSilu : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => x * new HardSigmoid().Apply(x);
}
