using Backprop.Losses;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of ln cosh(ŷ − y); see <see cref="Losses.LogCosh"/>.</summary>
/// <param name="name">The name in logs.</param>
public sealed class LogCoshError(string? name = null) : LossMetric(new Losses.LogCosh(reduction: Reduction.None), name ?? "logcosh");
