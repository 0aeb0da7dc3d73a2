using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The harmonic mean of precision and recall, the latter counting β times as much; see <see cref="FScore"/>.</summary>
/// <param name="average">How the scores of classes become one. Default not at all.</param>
/// <param name="beta">β, a positive number. Default 1.</param>
/// <param name="threshold">Above which predictions are positive. Default: the largest of a row is.</param>
/// <param name="name">The name in logs. Default "fbeta_score".</param>
/// <exception cref="ArgumentOutOfRangeException">β or the threshold is outside its range.</exception>
public sealed class FBetaScore(ScoreAverage average = ScoreAverage.None, double beta = 1, double? threshold = null, string? name = null) : FScore(average, beta, threshold, name ?? "fbeta_score")
{
    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("average", AverageName).Set("beta", Beta).Set("threshold", Threshold);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static FBetaScore FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(ReadAverage(config), config.Double("beta", 1), config.OptionalDouble("threshold"));
    }
}
