using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>½(x + 1), cut at 0 and 1.</summary>
public sealed class SparseSigmoid : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => Functions.Clip(0.5 * (x + 1), 0, 1);
}
