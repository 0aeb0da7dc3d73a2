using Backprop.Losses;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of Σ y·ln(y/ŷ); see <see cref="Losses.KLDivergence"/>.</summary>
/// <param name="name">The name in logs.</param>
public sealed class KLDivergence(string? name = null) : LossMetric(new Losses.KLDivergence(reduction: Reduction.None), name)
{
    /// <summary>The object that <see cref="Metric.GetConfig"/> describes.</summary>
    public static KLDivergence FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
