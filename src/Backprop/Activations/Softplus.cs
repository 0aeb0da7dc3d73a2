using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>ln(1 + eˣ), without overflow.</summary>
public sealed class Softplus : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => Functions.Softplus(x);
}
