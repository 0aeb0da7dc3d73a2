using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>x·Φ(x) with the normal distribution function Φ(x) = ½(1 + erf(x/√2)); or its approximation by tanh. Source: D. Hendrycks and K. Gimpel (2016).</summary>
/// <param name="approximate">Whether ½x(1 + tanh(√(2/π)(x + 0.044715x³))) is used. Default false.</param>
public sealed class Gelu(bool approximate = false) : ActivationFunction
{
    /// <summary>Whether the approximation is used.</summary>
    public bool Approximate => approximate;

    private protected override bool HasDefaultArguments => !approximate;

    /// <inheritdoc/>
    public override Node Apply(Node x) => approximate
        ? 0.5 * x * (1 + Functions.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * (x * x * x))))
        : 0.5 * x * (1 + Functions.Erf(x * Math.Sqrt(0.5)));
}
