using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>x, and slope·x for negative x. The function's default slope is 0.2, the layer's 0.3.</summary>
/// <param name="negativeSlope">The factor for negative x. Default 0.2.</param>
public sealed class LeakyRelu(double negativeSlope = 0.2) : ActivationFunction
{
    /// <summary>The factor for negative x.</summary>
    public double NegativeSlope => negativeSlope;

    private protected override bool HasDefaultArguments => negativeSlope == 0.2;

    /// <inheritdoc/>
    public override Node Apply(Node x) => Functions.Where(Functions.Greater(x, 0), x, x * NegativeSlope);
}
