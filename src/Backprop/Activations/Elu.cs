using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Activations;

/// <summary>x, and α·(eˣ − 1) for negative x. Source: D.-A. Clevert et al. (2015).</summary>
/// <param name="alpha">The value for x far below 0 is −α. Default 1.</param>
public sealed class Elu(double alpha = 1) : ActivationFunction
{
    /// <summary>The value for x far below 0 is −α.</summary>
    public double Alpha => alpha;

    private protected override bool HasDefaultArguments => alpha == 1;

    /// <inheritdoc/>
    public override Node Apply(Node x) => Functions.Where(Functions.GreaterEqual(x, 0), x, Alpha * Functions.Expm1(Functions.Minimum(x, 0)));
}
