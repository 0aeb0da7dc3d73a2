using Backprop.Losses;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of max(1 − yŷ, 0)²; see <see cref="Losses.SquaredHinge"/>.</summary>
/// <param name="name">The name in logs.</param>
public sealed class SquaredHinge(string? name = null) : LossMetric(new Losses.SquaredHinge(reduction: Reduction.None), name)
{
    /// <summary>The object that <see cref="Metric.GetConfig"/> describes.</summary>
    public static SquaredHinge FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
