using Backprop.Graphs;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of how near predictions are to targets, relative to how both vary, from −1 to 1: 2·covariance/(var y + var ŷ + (mean y − mean ŷ)²). Source: keras/src/metrics/correlation_metrics.py.</summary>
/// <param name="axis">The axis along which numbers are correlated. Default the last.</param>
/// <param name="name">The name in logs.</param>
public sealed class ConcordanceCorrelation(int axis = -1, string? name = null) : MeanMetric(name)
{
    /// <summary>The axis along which numbers are correlated.</summary>
    public int Axis => axis;

    /// <inheritdoc/>
    public override MetricDirection Direction => MetricDirection.Up;

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("axis", axis);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static ConcordanceCorrelation FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Int("axis", -1));
    }

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Alignment.SameRank(Cast(yTrue, yPred.DType), yPred);
        Node yMean = Mean(y, [axis], keepDims: true), pMean = Mean(p, [axis], keepDims: true);
        Node norm = Variance(y, [axis], keepDims: true) + Variance(p, [axis], keepDims: true) + Square(yMean - pMean);
        // Keras takes both deviations from the mean of the predictions; as those of the predictions add up to 0, it makes no difference.
        return Mean(2 * (y - pMean) * (p - pMean) / (norm + 1e-7), [axis]);
    }
}
