using Backprop.Graphs;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Metrics;

/// <summary>How often the true class is among the k with the largest predictions, for targets that are class numbers of shape (n,) or (n, 1).</summary>
/// <param name="k">How many classes are looked at. Default 5.</param>
/// <param name="name">The name in logs.</param>
/// <exception cref="ArgumentOutOfRangeException">k is less than 1.</exception>
public sealed class SparseTopKCategoricalAccuracy(int k = 5, string? name = null) : MeanMetric(name)
{
    /// <summary>How many classes are looked at.</summary>
    public int K { get; } = TopClasses.Check(k);

    /// <inheritdoc/>
    public override MetricDirection Direction => MetricDirection.Up;

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred) =>
        TopClasses.Contain(yTrue.Shape.Rank == yPred.Shape.Rank && yTrue.Shape[-1] == 1 ? Reshape(yTrue, yTrue.Shape.Remove(-1)) : yTrue, yPred, K);

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("k", K);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static SparseTopKCategoricalAccuracy FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Int("k", 5));
    }
}
