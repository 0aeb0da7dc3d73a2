using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The harmonic mean of precision and recall: 2·precision·recall/(precision + recall); see <see cref="FScore"/>.</summary>
/// <param name="average">How the scores of classes become one. Default not at all.</param>
/// <param name="threshold">Above which predictions are positive. Default: the largest of a row is.</param>
/// <param name="name">The name in logs. Default "f1_score".</param>
/// <exception cref="ArgumentOutOfRangeException">The threshold is outside its range.</exception>
public sealed class F1Score(ScoreAverage average = ScoreAverage.None, double? threshold = null, string? name = null) : FScore(average, 1, threshold, name ?? "f1_score")
{
    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("average", AverageName).Set("threshold", Threshold);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static F1Score FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(ReadAverage(config), config.OptionalDouble("threshold"));
    }
}
