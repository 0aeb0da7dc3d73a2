using Backprop.Losses;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of −ln ŷ of the true class, for targets that are class numbers; see <see cref="Losses.SparseCategoricalCrossentropy"/>.</summary>
/// <param name="fromLogits">Whether predictions are logits rather than probabilities. Default false.</param>
/// <param name="ignoreClass">A class, for example −1 or 255, whose samples count 0, though in the number of samples, as in Keras. Default none.</param>
/// <param name="name">The name in logs.</param>
public sealed class SparseCategoricalCrossentropy(bool fromLogits = false, int? ignoreClass = null, string? name = null) : LossMetric(new Losses.SparseCategoricalCrossentropy(fromLogits, ignoreClass, reduction: Reduction.None), name)
{
    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("from_logits", fromLogits).Set("ignore_class", ignoreClass).Set("axis", -1);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static SparseCategoricalCrossentropy FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Int("axis", -1) != -1) throw config.Wrong("axis", "-1, the last axis");
        return new(config.Bool("from_logits"), config.OptionalInt("ignore_class"));
    }
}
