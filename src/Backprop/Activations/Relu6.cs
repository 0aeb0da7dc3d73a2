using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>min(max(x, 0), 6).</summary>
public sealed class Relu6 : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => Functions.Where(Functions.Less(x, 6), Functions.Relu(x), Functions.Like(x, 6));
}
