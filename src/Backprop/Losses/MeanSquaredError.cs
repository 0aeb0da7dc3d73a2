using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>The mean of (y − ŷ)² over the last axis, "mse".</summary>
/// <param name="name">The name in logs.</param>
/// <param name="reduction">How the values become one number.</param>
public sealed class MeanSquaredError(string? name = null, Reduction reduction = Reduction.SumOverBatchSize) : Loss(name, reduction)
{
    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Pair(yTrue, yPred);
        return Mean(Square(y - p), [-1]);
    }

    /// <summary>The object that <see cref="Loss.GetConfig"/> describes.</summary>
    public static MeanSquaredError FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
