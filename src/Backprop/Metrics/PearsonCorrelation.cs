using Backprop.Graphs;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of how well a straight line of any slope fits, from −1 to 1: the mean of the products of y and ŷ, both shifted and scaled to mean 0 and deviation 1. Source: keras/src/metrics/correlation_metrics.py.</summary>
/// <param name="axis">The axis along which numbers are correlated. Default the last.</param>
/// <param name="name">The name in logs.</param>
public sealed class PearsonCorrelation(int axis = -1, string? name = null) : MeanMetric(name)
{
    /// <summary>The axis along which numbers are correlated.</summary>
    public int Axis => axis;

    /// <inheritdoc/>
    public override MetricDirection Direction => MetricDirection.Up;

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("axis", axis);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static PearsonCorrelation FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Int("axis", -1));
    }

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Alignment.SameRank(Cast(yTrue, yPred.DType), yPred);
        return Mean(Standard(y) * Standard(p), [axis]);
    }

    private Node Standard(Node x)
    {
        Node centred = x - Mean(x, [axis], keepDims: true);
        return centred / (StandardDeviation(centred, [axis], keepDims: true) + 1e-7);
    }
}
