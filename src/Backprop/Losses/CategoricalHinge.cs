using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>max(0, 1 + max (1 − y)ŷ − Σ yŷ) over the last axis, for one-hot targets: the true class should lead all others by 1. Source: keras/src/losses/losses.py.</summary>
/// <param name="name">The name in logs.</param>
/// <param name="reduction">How the values become one number.</param>
public sealed class CategoricalHinge(string? name = null, Reduction reduction = Reduction.SumOverBatchSize) : Loss(name, reduction)
{
    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Pair(yTrue, yPred);
        return Relu(Max((1 - y) * p, [-1]) - Sum(y * p, [-1]) + 1);
    }

    /// <summary>The object that <see cref="Loss.GetConfig"/> describes.</summary>
    public static CategoricalHinge FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
