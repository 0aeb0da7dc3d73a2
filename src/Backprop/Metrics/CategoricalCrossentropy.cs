using Backprop.Losses;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of −Σ y·ln ŷ, for one-hot targets; see <see cref="Losses.CategoricalCrossentropy"/>.</summary>
/// <param name="fromLogits">Whether predictions are logits rather than probabilities. Default false.</param>
/// <param name="labelSmoothing">From 0 to 1: how far targets are drawn to the middle. Default 0.</param>
/// <param name="axis">The axis of the classes. Default the last.</param>
/// <param name="name">The name in logs.</param>
public sealed class CategoricalCrossentropy(bool fromLogits = false, double labelSmoothing = 0, int axis = -1, string? name = null) : LossMetric(new Losses.CategoricalCrossentropy(fromLogits, labelSmoothing, axis, reduction: Reduction.None), name);
