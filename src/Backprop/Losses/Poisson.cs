using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>The mean of ŷ − y·ln(ŷ + 1e-7) over the last axis: for counts. Source: keras/src/losses/losses.py.</summary>
/// <param name="name">The name in logs.</param>
/// <param name="reduction">How the values become one number.</param>
public sealed class Poisson(string? name = null, Reduction reduction = Reduction.SumOverBatchSize) : Loss(name, reduction)
{
    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Pair(yTrue, yPred);
        return Mean(p - y * Log(p + ProbabilityClipping.Epsilon), [-1]);
    }

    /// <summary>The object that <see cref="Loss.GetConfig"/> describes.</summary>
    public static Poisson FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
