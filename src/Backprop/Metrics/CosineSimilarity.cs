using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>
/// The mean over the samples of an epoch of the cosine of the angle between y and ŷ: 1 when they point the same way. The loss of this name has the other sign;
/// see <see cref="Losses.CosineSimilarity"/>.
/// </summary>
/// <param name="axis">The axis along which the vectors lie. Default the last.</param>
/// <param name="name">The name in logs.</param>
public sealed class CosineSimilarity(int axis = -1, string? name = null) : MeanMetric(name)
{
    /// <inheritdoc/>
    public override MetricDirection Direction => MetricDirection.Up;

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred) => -new Losses.CosineSimilarity(axis, Losses.Reduction.None).Compute(yTrue, yPred);

    // Keras leaves the axis out of its files, and so loses it; it reads it when it is there.
    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("axis", axis);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static CosineSimilarity FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Int("axis", -1));
    }
}
