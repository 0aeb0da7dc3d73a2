using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>
/// 1 − t / (t + α·m + β·f + 1e-7) with the true positives t = Σ yŷ, the missed ones m = Σ y(1 − ŷ) and the false positives f = Σ (1 − y)ŷ:
/// α weights what was missed, as Keras computes it, where the paper weights false positives with α.
/// With α = β = ½ it is <see cref="Dice"/>. Sources: Salehi et al. 2017; keras/src/losses/losses.py.
/// </summary>
/// <param name="alpha">α, the weight of missed positives. Default 0.5.</param>
/// <param name="beta">β, the weight of false positives. Default 0.5.</param>
/// <param name="axes">The axes that are summed over; null for all, the samples included. Default null.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">The name in logs.</param>
public sealed class Tversky(double alpha = 0.5, double beta = 0.5, IReadOnlyList<int>? axes = null, Reduction reduction = Reduction.SumOverBatchSize, string? name = null) : Loss(name, reduction)
{
    /// <summary>α, the weight of missed positives.</summary>
    public double Alpha => alpha;

    /// <summary>β, the weight of false positives.</summary>
    public double Beta => beta;

    /// <summary>The axes that are summed over; null for all.</summary>
    public IReadOnlyList<int>? Axes => axes;

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Pair(yTrue, yPred);
        Node found = Sum(y * p, axes);
        return 1 - found / (found + alpha * Sum(y * (1 - p), axes) + beta * Sum((1 - y) * p, axes) + ProbabilityClipping.Epsilon);
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("alpha", alpha).Set("beta", beta).Set("axis", axes);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static Tversky FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("alpha", 0.5), config.Double("beta", 0.5), config.OptionalInts("axis"));
    }
}
