using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>(x + √(x² + b))/2.</summary>
/// <param name="b">How round the corner at 0 is. Default 4.</param>
public sealed class Squareplus(double b = 4) : ActivationFunction
{
    /// <summary>How round the corner at 0 is.</summary>
    public double B => b;

    private protected override bool HasDefaultArguments => b == 4;

    /// <inheritdoc/>
    public override Node Apply(Node x) => 0.5 * (x + Functions.Sqrt(Functions.Square(x) + B));
}
