using Backprop.Losses;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of max(0, 1 + max (1 − y)ŷ − Σ yŷ); see <see cref="Losses.CategoricalHinge"/>.</summary>
/// <param name="name">The name in logs.</param>
public sealed class CategoricalHinge(string? name = null) : LossMetric(new Losses.CategoricalHinge(reduction: Reduction.None), name)
{
    /// <summary>The object that <see cref="Metric.GetConfig"/> describes.</summary>
    public static CategoricalHinge FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
