using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>
/// 1 − 2Σ yŷ / (Σ y + Σ ŷ + 1e-7): how little two areas overlap, for masks of images.
/// Sources: Sudre et al. 2017; keras/src/losses/losses.py.
/// </summary>
/// <param name="axes">The axes that are summed over; null for all, the samples included. Default null.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">The name in logs.</param>
public sealed class Dice(IReadOnlyList<int>? axes = null, Reduction reduction = Reduction.SumOverBatchSize, string? name = null) : Loss(name, reduction)
{
    /// <summary>The axes that are summed over; null for all.</summary>
    public IReadOnlyList<int>? Axes => axes;

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Pair(yTrue, yPred);
        return 1 - 2 * Sum(y * p, axes) / (Sum(y, axes) + Sum(p, axes) + ProbabilityClipping.Epsilon);
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("axis", axes);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static Dice FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.OptionalInts("axis"));
    }
}
