using Backprop.Graphs;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Metrics;

/// <summary>The mean of (y − ŷ)² over the samples of an epoch, "mse".</summary>
/// <param name="name">The name in logs.</param>
public sealed class MeanSquaredError(string? name = null) : MeanMetric(name)
{
    /// <inheritdoc/>
    public override MetricDirection Direction => MetricDirection.Down;

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Alignment.SameRank(Cast(yTrue, yPred.DType), yPred);
        return Mean(Square(y - p), [-1]);
    }

    /// <summary>The object that <see cref="Metric.GetConfig"/> describes.</summary>
    public static MeanSquaredError FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
