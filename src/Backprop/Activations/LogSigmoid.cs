using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>ln σ(x) = −softplus(−x), without overflow.</summary>
public sealed class LogSigmoid : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => -Functions.Softplus(-x);
}
