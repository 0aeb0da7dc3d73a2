using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>100 times the mean of |y − ŷ| / max(|y|, 1e-7) over the last axis, "mape": the error in percent of the target. Source: keras/src/losses/losses.py.</summary>
/// <param name="name">The name in logs.</param>
/// <param name="reduction">How the values become one number.</param>
public sealed class MeanAbsolutePercentageError(string? name = null, Reduction reduction = Reduction.SumOverBatchSize) : Loss(name, reduction)
{
    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Pair(yTrue, yPred);
        return 100 * Mean(Abs((y - p) / Maximum(Abs(y), ProbabilityClipping.Epsilon)), [-1]);
    }

    /// <summary>The object that <see cref="Loss.GetConfig"/> describes.</summary>
    public static MeanAbsolutePercentageError FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
