using Backprop.Graphs;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Metrics;

/// <summary>How the scores of classes become one.</summary>
public enum ScoreAverage
{
    /// <summary>They stay apart: one number per class.</summary>
    None,

    /// <summary>One score from the counts of all classes together.</summary>
    Micro,

    /// <summary>Their mean.</summary>
    Macro,

    /// <summary>Their mean, weighted by how often a class is the target.</summary>
    Weighted,
}

/// <summary>
/// The harmonic mean of precision and recall, the latter counting β times as much: (1 + β²)·precision·recall/(β²·precision + recall), for targets and
/// predictions (samples, classes). Source: keras/src/metrics/f_score_metrics.py.
/// </summary>
public abstract class FScore : Metric
{
    /// <summary>What Keras adds to denominators.</summary>
    private const double Epsilon = 1e-7;

    private Variable? _truePositives;
    private Variable? _falsePositives;
    private Variable? _falseNegatives;
    private Variable? _targets;

    /// <summary>Describes what both scores share.</summary>
    private protected FScore(ScoreAverage average, double beta, double? threshold, string name)
        : base(name)
    {
        if (!(beta is > 0 and < double.PositiveInfinity)) throw new ArgumentOutOfRangeException(nameof(beta), $"beta must be a positive number, not {beta}.");
        if (threshold is not (null or (> 0 and <= 1))) throw new ArgumentOutOfRangeException(nameof(threshold), $"The threshold must be above 0 and at most 1, not {threshold}. Leave it out to take the largest prediction of a row.");
        (Average, Beta, Threshold) = (average, beta, threshold);
    }

    /// <summary>How the scores of classes become one.</summary>
    public ScoreAverage Average { get; }

    /// <summary>β, how much more the recall counts.</summary>
    public double Beta { get; }

    /// <summary>Above which predictions are positive; null for the largest of a row.</summary>
    public double? Threshold { get; }

    /// <inheritdoc/>
    public override MetricDirection Direction => MetricDirection.Up;

    /// <inheritdoc/>
    public override Node Result
    {
        get
        {
            if (_truePositives is null) return Constant.Of(0, DType.Float64);
            Node precision = _truePositives / (_truePositives + _falsePositives! + Epsilon);
            Node recall = _truePositives / (_truePositives + _falseNegatives! + Epsilon);
            Node score = precision * recall / (Beta * Beta * precision + recall + Epsilon) * (1 + Beta * Beta);
            return Average switch
            {
                ScoreAverage.None => score,
                ScoreAverage.Weighted => Sum(score * (_targets! / (Sum(_targets!) + Epsilon))),
                _ => Mean(score),
            };
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Update> Update(Node yTrue, Node yPred, Node? sampleWeight = null)
    {
        ArgumentNullException.ThrowIfNull(yTrue);
        ArgumentNullException.ThrowIfNull(yPred);
        if (yPred.Shape.Rank != 2 || yTrue.Shape.Rank != 2) throw new ArgumentException($"{Name} takes targets and predictions (samples, classes); the targets have shape {yTrue.Shape}, the predictions {yPred.Shape}.");
        Shape shape = Average == ScoreAverage.Micro ? default : [yPred.Shape[1]];
        _truePositives ??= AddState("true_positives", shape);
        _falsePositives ??= AddState("false_positives", shape);
        _falseNegatives ??= AddState("false_negatives", shape);
        _targets ??= AddState("intermediate_weights", shape);

        // A row of zeros has no largest prediction.
        Node isPositive = Threshold is { } threshold ? Greater(yPred, threshold) : LogicalAnd(GreaterEqual(yPred, Max(yPred, [-1], keepDims: true)), Greater(Abs(yPred), 1e-9));
        Node p = Cast(isPositive, DType.Float64), y = Cast(yTrue, DType.Float64);
        Node? weights = sampleWeight is null ? null : Alignment.Weights(p, sampleWeight);
        return [Add(_truePositives, p * y), Add(_falsePositives, p * (1 - y)), Add(_falseNegatives, (1 - p) * y), Add(_targets, y)];

        Update Add(Variable variable, Node values) => new(variable, variable + Sum(weights is null ? values : values * weights, Average == ScoreAverage.Micro ? null : [0]));
    }

    /// <summary>The average as Keras writes it.</summary>
    private protected string? AverageName => Average == ScoreAverage.None ? null : Average.ToString().ToLowerInvariant();

    /// <summary>The average that a configuration asks for.</summary>
    private protected static ScoreAverage ReadAverage(Config config) => config.OptionalText("average") switch
    {
        null => ScoreAverage.None,
        "micro" => ScoreAverage.Micro,
        "macro" => ScoreAverage.Macro,
        "weighted" => ScoreAverage.Weighted,
        _ => throw config.Wrong("average", "null, \"micro\", \"macro\" or \"weighted\""),
    };
}
