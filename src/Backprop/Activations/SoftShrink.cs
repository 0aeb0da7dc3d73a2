using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>x drawn towards 0 by a threshold, and 0 within it.</summary>
/// <param name="threshold">The threshold. Default 0.5.</param>
public sealed class SoftShrink(double threshold = 0.5) : ActivationFunction
{
    /// <summary>The threshold.</summary>
    public double Limit => threshold;

    private protected override bool HasDefaultArguments => threshold == 0.5;

    /// <inheritdoc/>
    public override Node Apply(Node x) => Functions.Where(Functions.Greater(x, Limit), x - Limit, Functions.Where(Functions.Less(x, -Limit), x + Limit, Functions.Like(x, 0)));
}
