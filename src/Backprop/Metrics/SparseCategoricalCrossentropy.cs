using Backprop.Losses;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of −ln ŷ of the true class, for targets that are class numbers; see <see cref="Losses.SparseCategoricalCrossentropy"/>.</summary>
/// <param name="fromLogits">Whether predictions are logits rather than probabilities. Default false.</param>
/// <param name="name">The name in logs.</param>
public sealed class SparseCategoricalCrossentropy(bool fromLogits = false, string? name = null) : LossMetric(new Losses.SparseCategoricalCrossentropy(fromLogits, reduction: Reduction.None), name);
