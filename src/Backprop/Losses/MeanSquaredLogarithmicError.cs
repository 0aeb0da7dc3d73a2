using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>The mean of (ln(1 + ŷ) − ln(1 + y))² over the last axis, "msle", with both kept at 1e-7 or above: for targets that span magnitudes. Source: keras/src/losses/losses.py.</summary>
/// <param name="name">The name in logs.</param>
/// <param name="reduction">How the values become one number.</param>
public sealed class MeanSquaredLogarithmicError(string? name = null, Reduction reduction = Reduction.SumOverBatchSize) : Loss(name, reduction)
{
    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Pair(yTrue, yPred);
        return Mean(Square(Log1p(Maximum(y, ProbabilityClipping.Epsilon)) - Log1p(Maximum(p, ProbabilityClipping.Epsilon))), [-1]);
    }

    /// <summary>The object that <see cref="Loss.GetConfig"/> describes.</summary>
    public static MeanSquaredLogarithmicError FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
