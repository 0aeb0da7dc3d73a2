using Backprop.Graphs;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The number of predictions above a threshold whose target is not 0; weighted, the sum of their weights. One number per threshold. Source: keras/src/metrics/confusion_metrics.py.</summary>
public sealed class TruePositives : ConfusionMetric
{
    private readonly Thresholds _rule;
    private readonly IReadOnlyList<double>? _given;
    private readonly Variable _count;

    /// <summary>Describes the metric.</summary>
    /// <param name="thresholds">Above which predictions are positive, from 0 to 1. Default 0.5.</param>
    /// <param name="name">The name in logs.</param>
    /// <exception cref="ArgumentOutOfRangeException">A threshold lies outside of 0 to 1.</exception>
    public TruePositives(IReadOnlyList<double>? thresholds = null, string? name = null)
        : base(name)
    {
        _given = thresholds;
        _rule = new Thresholds(Metrics.Thresholds.Check(thresholds, null));
        _count = Keep("accumulator", [Thresholds.Count], counts => counts.TruePositives);
    }

    /// <summary>Above which predictions are positive.</summary>
    public IReadOnlyList<double> Thresholds => _rule.Values;

    /// <inheritdoc/>
    public override Node Result => Flat(_count);

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("thresholds", _given);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static TruePositives FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.OptionalDoubles("thresholds"));
    }

    private protected override Thresholds Rule => _rule;
}
