using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Metrics;

/// <summary>
/// The best of one ratio over all thresholds at which another ratio is at least a given value; 0 when there is none.
/// Source: <c>SensitivitySpecificityBase</c> in keras/src/metrics/confusion_metrics.py.
/// </summary>
public abstract class BestAtConstraint : ConfusionMetric
{
    private readonly Thresholds _rule;
    private readonly string _key;
    private readonly Variable _truePositives;
    private readonly Variable _trueNegatives;
    private readonly Variable _falsePositives;
    private readonly Variable _falseNegatives;

    /// <summary>Describes what such metrics share.</summary>
    private protected BestAtConstraint(string key, double value, int numThresholds, int? classId, string? name)
        : base(name)
    {
        if (!(value is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(key, $"The {key} must lie between 0 and 1, not be {value}.");
        if (numThresholds < 1) throw new ArgumentOutOfRangeException(nameof(numThresholds), $"There must be 1 threshold or more, not {numThresholds}.");
        if (classId < 0) throw new ArgumentOutOfRangeException(nameof(classId), $"Classes are counted from 0; there is no class {classId}.");
        (_key, Bound, NumThresholds) = (key, value, numThresholds);
        _rule = new Thresholds(numThresholds == 1 ? [0.5] : Thresholds.Even(numThresholds), ClassId: classId);
        int count = _rule.Values.Count;
        _truePositives = Keep("true_positives", [count], counts => counts.TruePositives);
        _falsePositives = Keep("false_positives", [count], counts => counts.FalsePositives);
        _trueNegatives = Keep("true_negatives", [count], counts => counts.TrueNegatives);
        _falseNegatives = Keep("false_negatives", [count], counts => counts.FalseNegatives);
    }

    /// <summary>What the constrained ratio must reach.</summary>
    public double Bound { get; }

    /// <summary>How many thresholds are tried.</summary>
    public int NumThresholds { get; }

    /// <summary>The only column that is looked at, or null.</summary>
    public int? ClassId => _rule.ClassId;

    /// <inheritdoc/>
    public override MetricDirection Direction => MetricDirection.Up;

    /// <inheritdoc/>
    // Keras compares in float32, so 3/5 reaches 0.6.
    public override Node Result => Max(Where(GreaterEqual(Cast(Constrained, DType.Float32), Bound), Wanted, Like(_truePositives, 0)));

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("class_id", ClassId).Set("num_thresholds", NumThresholds).Set(_key, Bound);

    /// <summary>The ratio that must reach the value.</summary>
    private protected abstract Node Constrained { get; }

    /// <summary>The ratio that is to be large.</summary>
    private protected abstract Node Wanted { get; }

    private protected override Thresholds Rule => _rule;

    /// <summary>How many of the positive predictions are right.</summary>
    private protected Node Precision => ConfusionCounts.Ratio(_truePositives, _truePositives + _falsePositives);

    /// <summary>How many of the positive targets are found: recall, or sensitivity.</summary>
    private protected Node Sensitivity => ConfusionCounts.Ratio(_truePositives, _truePositives + _falseNegatives);

    /// <summary>How many of the negative targets are found.</summary>
    private protected Node Specificity => ConfusionCounts.Ratio(_trueNegatives, _trueNegatives + _falsePositives);
}
