using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Metrics;

/// <summary>Which curve <see cref="Auc"/> takes the area under.</summary>
public enum AucCurve
{
    /// <summary>The true positive rate over the false positive rate.</summary>
    Roc,

    /// <summary>The precision over the recall.</summary>
    Pr,
}

/// <summary>How <see cref="Auc"/> adds up the area.</summary>
public enum AucSummation
{
    /// <summary>By the middle of both ends; for <see cref="AucCurve.Pr"/> by the formula of Davis and Goadrich (2006).</summary>
    Interpolation,

    /// <summary>By the larger end: never too small.</summary>
    Majoring,

    /// <summary>By the smaller end: never too large.</summary>
    Minoring,
}

/// <summary>
/// The area under the ROC curve (how likely a positive sample is predicted higher than a negative one), or under the precision-recall curve,
/// approximated with thresholds. Source: keras/src/metrics/confusion_metrics.py.
/// </summary>
public sealed class Auc : ConfusionMetric
{
    private readonly Thresholds _rule;
    private readonly bool _isGiven;
    private Variable? _truePositives;
    private Variable? _falsePositives;
    private Variable? _trueNegatives;
    private Variable? _falseNegatives;

    /// <summary>Describes the metric.</summary>
    /// <param name="numThresholds">How many thresholds, evenly from 0 to 1; at least 2. Default 200.</param>
    /// <param name="curve">The curve. Default ROC.</param>
    /// <param name="summation">How the area is added up. Default by interpolation.</param>
    /// <param name="thresholds">Thresholds between 0 and 1 of one's own, to which one below and one above are added; instead of their number. Default none.</param>
    /// <param name="multiLabel">Whether every column has an area of its own, of which the mean is taken. Default false: all columns are one.</param>
    /// <param name="numLabels">The number of columns, with <paramref name="multiLabel"/>. Default found from the data.</param>
    /// <param name="labelWeights">One weight per column. Default 1.</param>
    /// <param name="fromLogits">Whether predictions are logits rather than probabilities. Default false.</param>
    /// <param name="name">The name in logs. Default "auc".</param>
    /// <exception cref="ArgumentException">An argument is outside its range.</exception>
    public Auc(
        int numThresholds = 200,
        AucCurve curve = AucCurve.Roc,
        AucSummation summation = AucSummation.Interpolation,
        IReadOnlyList<double>? thresholds = null,
        bool multiLabel = false,
        int? numLabels = null,
        IReadOnlyList<double>? labelWeights = null,
        bool fromLogits = false,
        string? name = null)
        : base(name)
    {
        if (thresholds is null && numThresholds < 2) throw new ArgumentOutOfRangeException(nameof(numThresholds), $"There must be 2 thresholds or more, not {numThresholds}.");
        if (numLabels is not null && !multiLabel) throw new ArgumentException("The number of labels is for multiLabel: true only.", nameof(numLabels));
        double[] inner = thresholds is null ? Metrics.Thresholds.Even(numThresholds)[1..^1] : [.. thresholds.Order()];
        (Curve, Summation, MultiLabel, NumLabels, LabelWeights, FromLogits, _isGiven) = (curve, summation, multiLabel, numLabels, labelWeights, fromLogits, thresholds is not null);
        _rule = new Thresholds([-1e-7, .. inner, 1 + 1e-7], LabelWeights: multiLabel ? null : labelWeights, ByLabel: multiLabel);
        if (!multiLabel) Make([_rule.Values.Count]);
        else if (numLabels is { } labels) Make([_rule.Values.Count, labels]);
    }

    /// <summary>The thresholds, one below 0 and one above 1 among them.</summary>
    public IReadOnlyList<double> Thresholds => _rule.Values;

    /// <summary>The curve.</summary>
    public AucCurve Curve { get; }

    /// <summary>How the area is added up.</summary>
    public AucSummation Summation { get; }

    /// <summary>Whether every column has an area of its own.</summary>
    public bool MultiLabel { get; }

    /// <summary>The number of columns that was given, or null.</summary>
    public int? NumLabels { get; }

    /// <summary>One weight per column, or null.</summary>
    public IReadOnlyList<double>? LabelWeights { get; }

    /// <summary>Whether predictions are logits.</summary>
    public bool FromLogits { get; }

    /// <inheritdoc/>
    public override string KerasClass => "AUC";

    /// <inheritdoc/>
    public override MetricDirection Direction => MetricDirection.Up;

    /// <inheritdoc/>
    public override Node Result
    {
        get
        {
            if (_truePositives is null) return Constant.Of(0, DType.Float64);
            Node areas = Sum(Curve == AucCurve.Pr && Summation == AucSummation.Interpolation ? Interpolated() : Rectangles(), [0]);
            if (!MultiLabel) return areas;
            if (LabelWeights is null) return Mean(areas);
            Node weights = Constant.Of(Tensor.From([.. LabelWeights], [LabelWeights.Count]));
            return ConfusionCounts.Ratio(Sum(areas * weights), Sum(weights));
        }
    }

    /// <inheritdoc/>
    public override Config GetConfig()
    {
        Config config = base.GetConfig()
            .Set("num_thresholds", Thresholds.Count).Set("curve", Curve.ToString().ToUpperInvariant()).Set("summation_method", Summation.ToString().ToLowerInvariant())
            .Set("multi_label", MultiLabel).Set("num_labels", NumLabels).Set("label_weights", LabelWeights).Set("from_logits", FromLogits);
        return _isGiven ? config.Set("thresholds", [.. Thresholds.Skip(1).SkipLast(1)]) : config;
    }

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static Auc FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (!Enum.TryParse(config.Text("curve", "ROC"), ignoreCase: true, out AucCurve curve)) throw config.Wrong("curve", "\"ROC\" or \"PR\"");
        if (!Enum.TryParse(config.Text("summation_method", "interpolation"), ignoreCase: true, out AucSummation summation)) throw config.Wrong("summation_method", "\"interpolation\", \"majoring\" or \"minoring\"");
        return new(config.Int("num_thresholds", 200), curve, summation, config.OptionalDoubles("thresholds"), config.Bool("multi_label"), config.OptionalInt("num_labels"), config.OptionalDoubles("label_weights"), config.Bool("from_logits"));
    }

    private protected override Thresholds Rule => _rule;

    private protected override Node Probabilities(Node yPred) => FromLogits ? Sigmoid(yPred) : yPred;

    private protected override void Prepare(Node yPred)
    {
        if (_truePositives is not null) return;
        if (yPred.Shape.Rank != 2) throw new ArgumentException($"With several labels the predictions must be (samples, labels), not {yPred.Shape}.", nameof(yPred));
        Make([_rule.Values.Count, yPred.Shape[1]]);
    }

    private void Make(Shape shape)
    {
        _truePositives = Keep("true_positives", shape, counts => counts.TruePositives);
        _falsePositives = Keep("false_positives", shape, counts => counts.FalsePositives);
        _trueNegatives = Keep("true_negatives", shape, counts => counts.TrueNegatives);
        _falseNegatives = Keep("false_negatives", shape, counts => counts.FalseNegatives);
    }

    private Node Rectangles()
    {
        Node recall = ConfusionCounts.Ratio(_truePositives!, _truePositives! + _falseNegatives!);
        Node x = Curve == AucCurve.Roc ? ConfusionCounts.Ratio(_falsePositives!, _falsePositives! + _trueNegatives!) : recall;
        Node y = Curve == AucCurve.Roc ? recall : ConfusionCounts.Ratio(_truePositives!, _truePositives! + _falsePositives!);
        Node heights = Summation switch
        {
            AucSummation.Interpolation => (Start(y) + End(y)) / 2,
            AucSummation.Minoring => Minimum(Start(y), End(y)),
            _ => Maximum(Start(y), End(y)),
        };
        return (Start(x) - End(x)) * heights;
    }

    /// <summary>Between two thresholds, true and all positives are taken to change evenly: slope·(ΔTP + intercept·ln(P_A/P_B))/(positive targets).</summary>
    private Node Interpolated()
    {
        Node tp = _truePositives!, p = tp + _falsePositives!;
        Node change = Start(tp) - End(tp);
        Node slope = ConfusionCounts.Ratio(change, Maximum(Start(p) - End(p), 0));
        Node intercept = End(tp) - slope * End(p);
        Node bothPositive = LogicalAnd(Greater(Start(p), 0), Greater(End(p), 0));
        Node ratio = Where(bothPositive, ConfusionCounts.Ratio(Start(p), Maximum(End(p), 0)), Like(p, 1));
        return ConfusionCounts.Ratio(slope * (change + intercept * Log(ratio)), Maximum(End(tp) + End(_falseNegatives!), 0));
    }

    private static Node Start(Node x) => SliceAxis(x, 0, 0, -1);

    private static Node End(Node x) => SliceAxis(x, 0, 1, null);
}
