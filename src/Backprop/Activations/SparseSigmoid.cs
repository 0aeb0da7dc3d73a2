using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>½(x + 1), cut at 0 and 1.</summary>
public sealed class SparseSigmoid : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => 
        Functions.Where(Functions.LessEqual(x, -1), Functions.Like(x, 0), Functions.Where(Functions.Less(x, 1), 0.5 * (x + 1), Functions.Like(x, 1)));
}
