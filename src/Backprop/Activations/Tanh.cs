using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>The hyperbolic tangent, between −1 and 1.</summary>
public sealed class Tanh : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => Functions.Tanh(x);
}
