using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>x·tanh(softplus(x)). Source: D. Misra (2019).</summary>
public sealed class Mish : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => x * Functions.Tanh(Functions.Softplus(x));
}
