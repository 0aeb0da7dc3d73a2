using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>x·σ(x), also called swish.</summary>
public sealed class Silu : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => x * Functions.Sigmoid(x);
}
