using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>How many of the positive targets are found: true positives / (true positives + false negatives), 0 where there are none. One number per threshold. Source: keras/src/metrics/confusion_metrics.py.</summary>
public sealed class Recall : ConfusionMetric
{
    private readonly Thresholds _rule;
    private readonly IReadOnlyList<double>? _given;
    private readonly Variable _truePositives;
    private readonly Variable _falseNegatives;

    /// <summary>Describes the metric.</summary>
    /// <param name="thresholds">Above which predictions are positive, from 0 to 1. Default 0.5, with <paramref name="topK"/> none.</param>
    /// <param name="topK">Positive are at most so many of a row, the largest. Default any number.</param>
    /// <param name="classId">The only column that is looked at. Default all.</param>
    /// <param name="name">The name in logs.</param>
    /// <exception cref="ArgumentOutOfRangeException">A threshold lies outside of 0 to 1, or a number is too small.</exception>
    public Recall(IReadOnlyList<double>? thresholds = null, int? topK = null, int? classId = null, string? name = null)
        : base(name)
    {
        if (classId < 0) throw new ArgumentOutOfRangeException(nameof(classId), $"Classes are counted from 0; there is no class {classId}.");
        _given = thresholds;
        _rule = new Thresholds(Metrics.Thresholds.Check(thresholds, topK), topK, classId);
        _truePositives = Keep("true_positives", [Thresholds.Count], counts => counts.TruePositives);
        _falseNegatives = Keep("false_negatives", [Thresholds.Count], counts => counts.FalseNegatives);
    }

    /// <summary>Above which predictions are positive.</summary>
    public IReadOnlyList<double> Thresholds => _rule.Values;

    /// <summary>How many of a row can be positive, or null.</summary>
    public int? TopK => _rule.TopK;

    /// <summary>The only column that is looked at, or null.</summary>
    public int? ClassId => _rule.ClassId;

    /// <inheritdoc/>
    public override MetricDirection Direction => MetricDirection.Up;

    /// <inheritdoc/>
    public override Node Result => Flat(ConfusionCounts.Ratio(_truePositives, _truePositives + _falseNegatives));

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("thresholds", _given).Set("top_k", TopK).Set("class_id", ClassId);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static Recall FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.OptionalDoubles("thresholds"), config.OptionalInt("top_k"), config.OptionalInt("class_id"));
    }

    private protected override Thresholds Rule => _rule;
}
