using Backprop.Graphs;
using Backprop.Losses;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Metrics;

/// <summary>How often the class with the largest prediction is the one with the largest target, for one-hot targets.</summary>
/// <param name="name">The name in logs.</param>
public sealed class CategoricalAccuracy(string? name = null) : MeanMetric(name)
{
    /// <inheritdoc/>
    public override MetricDirection Direction => MetricDirection.Up;

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Alignment.SameRank(yTrue, yPred);
        return Cast(Equal(ArgMax(y, -1), ArgMax(p, -1)), yPred.DType);
    }

    /// <summary>The object that <see cref="Metric.GetConfig"/> describes.</summary>
    public static CategoricalAccuracy FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
