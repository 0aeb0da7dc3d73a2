using Backprop.Losses;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of −y·ln ŷ − (1 − y)·ln(1 − ŷ); see <see cref="Losses.BinaryCrossentropy"/>.</summary>
/// <param name="fromLogits">Whether predictions are logits rather than probabilities. Default false.</param>
/// <param name="labelSmoothing">From 0 to 1: how far targets are drawn to the middle. Default 0.</param>
/// <param name="name">The name in logs.</param>
public sealed class BinaryCrossentropy(bool fromLogits = false, double labelSmoothing = 0, string? name = null) : LossMetric(new Losses.BinaryCrossentropy(fromLogits, labelSmoothing, reduction: Reduction.None), name)
{
    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("from_logits", fromLogits).Set("label_smoothing", labelSmoothing);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static BinaryCrossentropy FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Bool("from_logits"), config.Double("label_smoothing", 0));
    }
}
