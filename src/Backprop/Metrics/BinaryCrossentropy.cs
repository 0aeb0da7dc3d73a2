using Backprop.Losses;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of −y·ln ŷ − (1 − y)·ln(1 − ŷ); see <see cref="Losses.BinaryCrossentropy"/>.</summary>
/// <param name="fromLogits">Whether predictions are logits rather than probabilities. Default false.</param>
/// <param name="labelSmoothing">From 0 to 1: how far targets are drawn to the middle. Default 0.</param>
/// <param name="name">The name in logs.</param>
public sealed class BinaryCrossentropy(bool fromLogits = false, double labelSmoothing = 0, string? name = null) : LossMetric(new Losses.BinaryCrossentropy(fromLogits, labelSmoothing, reduction: Reduction.None), name);
