using Backprop.Graphs;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Metrics;

/// <summary>How the scores of outputs become one.</summary>
public enum ClassAggregation
{
    /// <summary>They stay apart: one number per output.</summary>
    None,

    /// <summary>Their mean.</summary>
    UniformAverage,

    /// <summary>Their mean, weighted by the variance of the targets.</summary>
    VarianceWeightedAverage,
}

/// <summary>
/// How much of the variance of the targets is explained: 1 − Σ(y − ŷ)²/Σ(y − mean y)², 1 at best. For targets and predictions (samples, outputs).
/// Adjusted for p regressors, 1 − (1 − R²)(n − 1)/(n − p − 1), n being the number of values. Source: keras/src/metrics/regression_metrics.py.
/// </summary>
public sealed class R2Score : Metric
{
    private readonly Variable _samples;
    private Variable? _squaredSum;
    private Variable? _sum;
    private Variable? _residual;
    private Variable? _count;

    /// <summary>Describes the metric.</summary>
    /// <param name="classAggregation">How the scores of outputs become one. Default their mean.</param>
    /// <param name="numRegressors">The number of regressors to adjust for. Default 0.</param>
    /// <param name="name">The name in logs.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of regressors is negative.</exception>
    public R2Score(ClassAggregation classAggregation = ClassAggregation.UniformAverage, int numRegressors = 0, string? name = null)
        : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(numRegressors);
        (ClassAggregation, NumRegressors) = (classAggregation, numRegressors);
        _samples = AddState("num_samples");
    }

    /// <summary>How the scores of outputs become one.</summary>
    public ClassAggregation ClassAggregation { get; }

    /// <summary>The number of regressors to adjust for.</summary>
    public int NumRegressors { get; }

    /// <inheritdoc/>
    public override MetricDirection Direction => MetricDirection.Up;

    /// <inheritdoc/>
    public override Node Result
    {
        get
        {
            if (_sum is null) return Constant.Of(double.NaN, DType.Float64);
            Node total = _squaredSum! - _sum * (_sum / _count!);
            Node raw = 1 - _residual! / total;
            // Targets that do not vary score 0, as in Keras; a perfect 0/0 stays no number.
            Node scores = Where(Equal(Abs(raw), double.PositiveInfinity), Like(raw, 0), raw);
            Node score = ClassAggregation switch
            {
                ClassAggregation.UniformAverage => Mean(scores),
                ClassAggregation.VarianceWeightedAverage => Sum(total * scores) / Sum(total),
                _ => scores,
            };
            if (NumRegressors == 0) return score;
            Node isEnough = Less(Like(_samples, NumRegressors), _samples - 1);
            Node rest = Where(isEnough, _samples - NumRegressors - 1, Like(_samples, 1));
            return Where(isEnough, 1 - (1 - score) * (_samples - 1) / rest, score);
        }
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig()
        .Set("class_aggregation", ClassAggregation == ClassAggregation.None ? null : KerasNames.SnakeCase(ClassAggregation.ToString())).Set("num_regressors", NumRegressors);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static R2Score FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        ClassAggregation aggregation = !config.Keys.Contains("class_aggregation") ? ClassAggregation.UniformAverage : config.OptionalText("class_aggregation") switch
        {
            null => ClassAggregation.None,
            "uniform_average" => ClassAggregation.UniformAverage,
            "variance_weighted_average" => ClassAggregation.VarianceWeightedAverage,
            _ => throw config.Wrong("class_aggregation", "null, \"uniform_average\" or \"variance_weighted_average\""),
        };
        return new(aggregation, config.Int("num_regressors", 0));
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Update> Update(Node yTrue, Node yPred, Node? sampleWeight = null)
    {
        ArgumentNullException.ThrowIfNull(yTrue);
        ArgumentNullException.ThrowIfNull(yPred);
        (Node y, Node p) = Alignment.SameRank(Cast(yTrue, DType.Float64), Cast(yPred, DType.Float64));
        if (y.Shape.Rank != 2 || y.Shape != p.Shape) throw new ArgumentException($"{Name} takes targets and predictions (samples, outputs); the targets have shape {yTrue.Shape}, the predictions {yPred.Shape}.");
        Shape outputs = [y.Shape[1]];
        _squaredSum ??= AddState("squared_sum", outputs);
        _sum ??= AddState("sum", outputs);
        _residual ??= AddState("residual", outputs);
        _count ??= AddState("count", outputs);
        Node weights = BroadcastTo(sampleWeight is null ? Like(y, 1) : Alignment.Weights(y, sampleWeight), y.Shape);
        return
        [
            new(_sum, _sum + Sum(y * weights, [0])),
            new(_squaredSum, _squaredSum + Sum(y * (y * weights), [0])),
            new(_residual, _residual + Sum(Square(y - p) * weights, [0])),
            new(_count, _count + Sum(weights, [0])),
            new(_samples, _samples + y.Shape.Size),
        ];
    }
}
