using Backprop.Losses;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of max(1 − yŷ, 0); see <see cref="Losses.Hinge"/>.</summary>
/// <param name="name">The name in logs.</param>
public sealed class Hinge(string? name = null) : LossMetric(new Losses.Hinge(reduction: Reduction.None), name)
{
    /// <summary>The object that <see cref="Metric.GetConfig"/> describes.</summary>
    public static Hinge FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
