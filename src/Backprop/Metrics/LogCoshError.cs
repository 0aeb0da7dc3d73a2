using Backprop.Losses;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of ln cosh(ŷ − y); see <see cref="Losses.LogCosh"/>.</summary>
/// <param name="name">The name in logs.</param>
public sealed class LogCoshError(string? name = null) : LossMetric(new Losses.LogCosh(reduction: Reduction.None), name ?? "logcosh")
{
    /// <summary>The object that <see cref="Metric.GetConfig"/> describes.</summary>
    public static LogCoshError FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
