using Backprop.Losses;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of ŷ − y·ln ŷ; see <see cref="Losses.Poisson"/>.</summary>
/// <param name="name">The name in logs.</param>
public sealed class Poisson(string? name = null) : LossMetric(new Losses.Poisson(reduction: Reduction.None), name)
{
    /// <summary>The object that <see cref="Metric.GetConfig"/> describes.</summary>
    public static Poisson FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
