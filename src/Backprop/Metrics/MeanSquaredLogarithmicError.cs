using Backprop.Losses;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of (ln(1 + ŷ) − ln(1 + y))², "msle"; see <see cref="Losses.MeanSquaredLogarithmicError"/>.</summary>
/// <param name="name">The name in logs.</param>
public sealed class MeanSquaredLogarithmicError(string? name = null) : LossMetric(new Losses.MeanSquaredLogarithmicError(reduction: Reduction.None), name)
{
    /// <summary>The object that <see cref="Metric.GetConfig"/> describes.</summary>
    public static MeanSquaredLogarithmicError FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
