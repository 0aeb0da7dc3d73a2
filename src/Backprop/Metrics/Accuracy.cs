using Backprop.Graphs;
using Backprop.Losses;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Metrics;

/// <summary>How often predictions equal targets exactly.</summary>
/// <param name="name">The name in logs.</param>
public sealed class Accuracy(string? name = null) : MeanMetric(name)
{
    /// <inheritdoc/>
    public override MetricDirection Direction => MetricDirection.Up;

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Alignment.SameRank(Cast(yTrue, yPred.DType), yPred);
        return Cast(Equal(y, p), yPred.DType);
    }

    /// <summary>The object that <see cref="Metric.GetConfig"/> describes.</summary>
    public static Accuracy FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
