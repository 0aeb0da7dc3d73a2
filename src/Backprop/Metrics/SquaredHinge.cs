using Backprop.Losses;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of max(1 − yŷ, 0)²; see <see cref="Losses.SquaredHinge"/>.</summary>
/// <param name="name">The name in logs.</param>
public sealed class SquaredHinge(string? name = null) : LossMetric(new Losses.SquaredHinge(reduction: Reduction.None), name);
