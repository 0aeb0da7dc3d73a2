using Backprop.Losses;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of 100·|y − ŷ|/|y|, "mape"; see <see cref="Losses.MeanAbsolutePercentageError"/>.</summary>
/// <param name="name">The name in logs.</param>
public sealed class MeanAbsolutePercentageError(string? name = null) : LossMetric(new Losses.MeanAbsolutePercentageError(reduction: Reduction.None), name);
