using Backprop.Losses;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of −Σ y·ln ŷ, for one-hot targets; see <see cref="Losses.CategoricalCrossentropy"/>.</summary>
/// <param name="fromLogits">Whether predictions are logits rather than probabilities. Default false.</param>
/// <param name="labelSmoothing">From 0 to 1: how far targets are drawn to the middle. Default 0.</param>
/// <param name="axis">The axis of the classes. Default the last.</param>
/// <param name="name">The name in logs.</param>
public sealed class CategoricalCrossentropy(bool fromLogits = false, double labelSmoothing = 0, int axis = -1, string? name = null) : LossMetric(new Losses.CategoricalCrossentropy(fromLogits, labelSmoothing, axis, reduction: Reduction.None), name)
{
    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("from_logits", fromLogits).Set("label_smoothing", labelSmoothing).Set("axis", axis);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static CategoricalCrossentropy FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Bool("from_logits"), config.Double("label_smoothing", 0), config.Int("axis", -1));
    }
}
