using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>x, and 0 where |x| does not exceed a threshold.</summary>
/// <param name="threshold">The threshold. Default 0.5.</param>
public sealed class HardShrink(double threshold = 0.5) : ActivationFunction
{
    /// <summary>The threshold.</summary>
    public double Limit => threshold;

    private protected override bool HasDefaultArguments => threshold == 0.5;

    /// <inheritdoc/>
    public override Node Apply(Node x) => Functions.Where(Functions.Greater(Functions.Abs(x), Limit), x, Functions.Like(x, 0));
}
