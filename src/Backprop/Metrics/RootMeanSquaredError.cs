using Backprop.Graphs;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Metrics;

/// <summary>√ of the mean of (y − ŷ)² over all values of an epoch: the root of the mean, not the mean of roots. "rmse".</summary>
/// <param name="name">The name in logs.</param>
public sealed class RootMeanSquaredError(string? name = null) : MeanMetric(name)
{
    /// <inheritdoc/>
    public override MetricDirection Direction => MetricDirection.Down;

    /// <inheritdoc/>
    public override Node Result => Sqrt(base.Result);

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Alignment.SameRank(Cast(yTrue, yPred.DType), yPred);
        return Mean(Square(y - p), [-1]);
    }

    /// <summary>The object that <see cref="Metric.GetConfig"/> describes.</summary>
    public static RootMeanSquaredError FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
