using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>Which way a metric improves.</summary>
public enum MetricDirection
{
    /// <summary>The metric does not say.</summary>
    Unknown,

    /// <summary>Smaller is better, as for errors.</summary>
    Down,

    /// <summary>Larger is better, as for accuracies.</summary>
    Up,
}

/// <summary>
/// A number that is watched during training. Its state are float64 variables (totals, counts) that every batch updates; the result is an expression of them.
/// It is reset at the start of an epoch and of an evaluation.
/// </summary>
/// <param name="name">The name in logs. Default the class in snake case.</param>
public abstract class Metric(string? name = null) : IKerasObject
{
    private readonly List<(Variable Variable, Tensor Initial)> _state = [];

    /// <summary>The name in logs.</summary>
    public string Name
    {
        get => field ?? KerasNames.SnakeCase(GetType().Name);
        internal set;
    } = name;

    /// <inheritdoc/>
    public string KerasModule => "keras.metrics";

    /// <inheritdoc/>
    public virtual string KerasClass => GetType().Name;

    /// <inheritdoc/>
    public virtual string? RegisteredName => null;

    /// <summary>The number type in which Keras is to compute the metric, for files. Here it is computed in float64 whatever it is. Default float32.</summary>
    public DType DType { get; private protected set; } = DType.Float32;

    /// <summary>The variables that batches update.</summary>
    public IReadOnlyList<Variable> State => [.. _state.Select(state => state.Variable)];

    /// <summary>Which way the metric improves.</summary>
    public virtual MetricDirection Direction => MetricDirection.Unknown;

    /// <summary>The value, as an expression of the state.</summary>
    public abstract Node Result { get; }

    /// <summary>The value for the batches since the last reset; where the result has several numbers (one per threshold or class), their mean.</summary>
    public double Value
    {
        get
        {
            if (Result.Shape.Rank == 0) return Result.EvaluateScalar();
            double[] values = Result.Evaluate().ToArray<double>();
            return values.Average();
        }
    }

    /// <summary>What a batch does to the state.</summary>
    /// <param name="yTrue">The targets.</param>
    /// <param name="yPred">The predictions.</param>
    /// <param name="sampleWeight">One weight per sample, or null for 1.</param>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public abstract IReadOnlyList<Update> Update(Node yTrue, Node yPred, Node? sampleWeight = null);

    /// <summary>The arguments of the constructor, under Keras' names. Name and number type are written, and read, here.</summary>
    public virtual Config GetConfig() => new Config().Set("name", Name).Set("dtype", DType.KerasName);

    /// <summary>Sets what all metrics share, from a file.</summary>
    internal void Configure(Config config)
    {
        Name = config.OptionalText("name") ?? Name;
        DType = config.OptionalText("dtype") switch
        {
            "float32" => DType.Float32,
            "float64" => DType.Float64,
            "int64" => DType.Int64,
            "int32" => DType.Int32,
            _ => DType,
        };
    }

    /// <summary>Sets the state back to its start.</summary>
    public void Reset()
    {
        foreach ((Variable variable, Tensor initial) in _state) initial.CopyTo(variable.Value);
    }

    /// <summary>Adds a float64 variable to the state.</summary>
    /// <param name="stateName">What it holds, for example "total".</param>
    /// <param name="shape">Its shape. Default a single number.</param>
    /// <param name="initial">The value after a reset. Default 0.</param>
    protected Variable AddState(string stateName, Shape shape = default, double initial = 0)
    {
        Tensor start = Tensor.Full(initial, DType.Float64, shape);
        Variable variable = Variable.Of(stateName, start);
        _state.Add((variable, start));
        return variable;
    }
}
