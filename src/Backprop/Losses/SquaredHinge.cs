using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>The mean of max(1 − yŷ, 0)² over the last axis, for targets −1 and 1. Targets that are all 0 or 1 are read as −1 and 1. Source: keras/src/losses/losses.py.</summary>
/// <param name="name">The name in logs.</param>
/// <param name="reduction">How the values become one number.</param>
public sealed class SquaredHinge(string? name = null, Reduction reduction = Reduction.SumOverBatchSize) : Loss(name, reduction)
{
    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Pair(yTrue, yPred);
        return Mean(Square(Relu(1 - SignedLabels.Of(y) * p)), [-1]);
    }

    /// <summary>The object that <see cref="Loss.GetConfig"/> describes.</summary>
    public static SquaredHinge FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
