using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>σ(x) = 1/(1 + e⁻ˣ), between 0 and 1. Losses that end in it are computed from x in a form that does not overflow.</summary>
public sealed class Sigmoid : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => Functions.Sigmoid(x);
}
