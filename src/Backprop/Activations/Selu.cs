using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>λ·x, and λ·α·(eˣ − 1) for negative x, with λ = 1.0507… and α = 1.6732… for which signals keep mean 0 and variance 1. Source: G. Klambauer et al. (2017).</summary>
public sealed class Selu : ActivationFunction
{
    /// <inheritdoc/>
    public override Node Apply(Node x) => 1.0507009873554805 * new Elu(1.6732632423543772).Apply(x);
}
