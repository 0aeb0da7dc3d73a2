using Backprop.Losses;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of max(0, 1 + max (1 − y)ŷ − Σ yŷ); see <see cref="Losses.CategoricalHinge"/>.</summary>
/// <param name="name">The name in logs.</param>
public sealed class CategoricalHinge(string? name = null) : LossMetric(new Losses.CategoricalHinge(reduction: Reduction.None), name);
