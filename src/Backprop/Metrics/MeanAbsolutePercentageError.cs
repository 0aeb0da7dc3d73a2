using Backprop.Losses;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of 100·|y − ŷ|/|y|, "mape"; see <see cref="Losses.MeanAbsolutePercentageError"/>.</summary>
/// <param name="name">The name in logs.</param>
public sealed class MeanAbsolutePercentageError(string? name = null) : LossMetric(new Losses.MeanAbsolutePercentageError(reduction: Reduction.None), name)
{
    /// <summary>The object that <see cref="Metric.GetConfig"/> describes.</summary>
    public static MeanAbsolutePercentageError FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
