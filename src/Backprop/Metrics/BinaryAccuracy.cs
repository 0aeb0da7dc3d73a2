using Backprop.Graphs;
using Backprop.Losses;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Metrics;

/// <summary>How often a probability lies on the right side of the threshold, for targets 0 and 1.</summary>
/// <param name="threshold">A probability above it means 1; one equal to it means 0. Default 0.5.</param>
/// <param name="name">The name in logs.</param>
public sealed class BinaryAccuracy(double threshold = 0.5, string? name = null) : MeanMetric(name)
{
    /// <summary>A probability above it means 1.</summary>
    public double Threshold => threshold;

    /// <inheritdoc/>
    public override MetricDirection Direction => MetricDirection.Up;

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Alignment.SameRank(Cast(yTrue, yPred.DType), yPred);
        return Mean(Cast(Equal(y, Cast(Greater(p, threshold), p.DType)), p.DType), [-1]);
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("threshold", threshold);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static BinaryAccuracy FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("threshold", 0.5));
    }
}
