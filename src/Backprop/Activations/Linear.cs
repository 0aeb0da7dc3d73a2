using Backprop.Graphs;

namespace Backprop.Activations;

/// <summary>y = x.</summary>
public sealed class Linear : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => x;
}
