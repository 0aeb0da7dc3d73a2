using System.Text.Json.Nodes;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Schedules;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Optimizers;

/// <summary>
/// Lets different weights follow different optimizers: each weight the one that the <see cref="OptimizerMap"/> names for it, the others the default.
/// Clipping, decay, averages and schedules are those of each. Source: keras/src/optimizers/multi_optimizer.py.
/// </summary>
public sealed class MultiOptimizer : Optimizer
{
    private readonly Variable _ownRate = Variable.Of("learning_rate", Tensor.Scalar(0f));
    private readonly Optimizer[] _inner;
    private readonly Dictionary<Variable, Optimizer> _optimizers = new(ReferenceEqualityComparer.Instance);
    private IReadOnlyList<Variable> _weights = [];

    /// <summary>Joins some optimizers.</summary>
    /// <param name="objMap">Which weights follow which optimizer.</param>
    /// <param name="defaultOptimizer">The optimizer of the other weights.</param>
    /// <param name="name">The name. Default "multi_optimizer".</param>
    /// <exception cref="ArgumentException">An optimizer scales losses or joins others itself, or gradients are accumulated over different numbers of steps.</exception>
    public MultiOptimizer(OptimizerMap objMap, Optimizer defaultOptimizer, string? name = null)
        : base(0.0, name)
    {
        ArgumentNullException.ThrowIfNull(objMap);
        ArgumentNullException.ThrowIfNull(defaultOptimizer);
        _inner = [.. objMap.Optimizers.Where(optimizer => !ReferenceEquals(optimizer, defaultOptimizer)), defaultOptimizer];
        if (_inner.FirstOrDefault(optimizer => optimizer is LossScaleOptimizer or MultiOptimizer) is { } wrapper) throw new ArgumentException($"{wrapper.Name} works with all weights together: give the optimizers within it, and put it around the {nameof(MultiOptimizer)} where it scales losses.", nameof(objMap));
        if (_inner.Select(optimizer => optimizer.GradientAccumulationSteps).Distinct().Count() > 1) throw new ArgumentException("The optimizers accumulate gradients over different numbers of steps: give all the same GradientAccumulationSteps.", nameof(objMap));
        foreach (Optimizer optimizer in _inner) optimizer.DropLossScale();
        (Map, DefaultOptimizer) = (objMap, defaultOptimizer);
    }

    /// <summary>Which weights follow which optimizer.</summary>
    public OptimizerMap Map { get; }

    /// <summary>The optimizer of the weights that the map does not name.</summary>
    public Optimizer DefaultOptimizer { get; }

    /// <summary>The optimizers, each once, the default last.</summary>
    public IReadOnlyList<Optimizer> InnerOptimizers => _inner;

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Slots => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Variable> Weights => _weights;

    /// <inheritdoc/>
    public override bool IsBuilt => _weights.Count > 0;

    /// <inheritdoc/>
    public override IReadOnlyList<Variable> Variables => [Iterations, _ownRate, .. _inner.SelectMany(optimizer => optimizer.Variables)];

    /// <summary>The schedule of the first optimizer.</summary>
    public override LearningRateSchedule? Schedule => _inner[0].Schedule;

    /// <summary>The learning rate of the first optimizer, as in Keras; that of another is its own <see cref="Optimizer.LearningRate"/>.</summary>
    /// <inheritdoc/>
    public override double LearningRate
    {
        get => _inner[0].LearningRate;
        set => _inner[0].LearningRate = value;
    }

    /// <inheritdoc/>
    public override int? GradientAccumulationSteps => _inner[0].GradientAccumulationSteps;

    internal override IReadOnlyList<Variable> UnbuiltVariables => [Iterations, _ownRate, .. _inner.SelectMany(optimizer => optimizer.UnbuiltVariables)];

    /// <summary>The optimizer that a weight follows.</summary>
    public Optimizer OptimizerOf(Variable weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return _optimizers.GetValueOrDefault(weight) ?? Map.Find(weight) ?? DefaultOptimizer;
    }

    /// <inheritdoc/>
    public override void Build(IReadOnlyList<Variable> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        if (IsBuilt && _weights.SequenceEqual(variables)) return;
        if (IsBuilt) throw new InvalidOperationException($"The optimizer {Name} already trains other weights. Make a new one for each model, and after freezing layers.");
        foreach (Variable variable in variables) _optimizers[variable] = OptimizerOf(variable);
        foreach (Optimizer optimizer in _inner)
        {
            Variable[] own = [.. variables.Where(variable => ReferenceEquals(_optimizers[variable], optimizer))];
            if (own.Length > 0) optimizer.Build(own);
        }

        _weights = [.. variables];
    }

    /// <inheritdoc/>
    public override Variable Average(int weight) => Owner(weight, out int index).Average(index);

    /// <inheritdoc/>
    public override Variable Slot(int weight, string slot) => Owner(weight, out int index).Slot(index, slot);

    /// <inheritdoc/>
    public override void ExcludeFromWeightDecay(IEnumerable<Variable>? weights = null, IEnumerable<string>? names = null)
    {
        Variable[]? some = weights?.ToArray();
        string[]? patterns = names?.ToArray();
        foreach (Optimizer optimizer in _inner) optimizer.ExcludeFromWeightDecay(some, patterns);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Update> Apply(IReadOnlyList<Parameter> parameters) => Dispatched(parameters, (optimizer, own) => optimizer.Apply(own));

    /// <inheritdoc/>
    public override IReadOnlyList<Update> Accumulate(IReadOnlyList<Parameter> parameters) => Dispatched(parameters, (optimizer, own) => optimizer.Accumulate(own));

    /// <inheritdoc/>
    public override void FinishStep()
    {
        foreach (Optimizer optimizer in _inner.Where(optimizer => optimizer.IsBuilt)) optimizer.FinishStep();
    }

    /// <inheritdoc/>
    public override void FinishTraining()
    {
        foreach (Optimizer optimizer in _inner.Where(optimizer => optimizer.IsBuilt)) optimizer.FinishTraining();
    }

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">A function chooses weights.</exception>
    public override Config GetConfig()
    {
        Optimizer[] named = [.. _inner.Where(optimizer => !ReferenceEquals(optimizer, DefaultOptimizer))];
        return base.GetConfig().Set("learning_rate", 0.0)
            .Set("gradient_accumulation_steps", (int?)null)
            .Set("obj_map", new JsonObject
            {
                ["class_name"] = nameof(OptimizerMap),
                ["config"] = new JsonObject
                {
                    ["optimizer"] = new JsonArray([.. named.Select(KerasObjects.Write)]),
                    ["variable_identifier"] = new JsonArray([.. named.Select(optimizer => (JsonNode)Map.PatternOf(optimizer))]),
                },
            })
            .Set("default_optimizer", (JsonNode?)KerasObjects.Write(DefaultOptimizer));
    }

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    /// <exception cref="ConfigException">The map is of another kind, or names weights in another way than by patterns.</exception>
    public static MultiOptimizer FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Unsupported("weight_decay", "clipnorm", "global_clipnorm", "clipvalue", "use_ema", "ema_overwrite_frequency", "loss_scale_factor", "gradient_accumulation_steps").Ignore("ema_momentum", "learning_rate");
        Config map = config.Inner("obj_map");
        if (map.Text("class_name") is not nameof(OptimizerMap)) throw map.Wrong("class_name", $"\"{nameof(OptimizerMap)}\"");
        Config lines = map.Inner("config");
        Optimizer[] optimizers = lines.Objects("optimizer", OptimizerRegistry.All);
        string[] patterns = lines.OptionalTexts("variable_identifier") ?? [];
        if (patterns.Length != optimizers.Length) throw lines.Wrong("variable_identifier", $"a list of {optimizers.Length} regular expressions, one for each optimizer");
        var read = new OptimizerMap();
        foreach ((string pattern, Optimizer optimizer) in patterns.Zip(optimizers)) read.Add(pattern, optimizer);
        return new(read, config.Object("default_optimizer", OptimizerRegistry.All), config.OptionalText("name"));
    }

    internal override void Configure(Config config)
    {
        // All that there is to read, the constructor was given.
    }

    /// <inheritdoc/>
    protected override Node Update(Step step) => throw new InvalidOperationException($"{Name} changes no weights itself.");

    private List<Update> Dispatched(IReadOnlyList<Parameter> parameters, Func<Optimizer, IReadOnlyList<Parameter>, IReadOnlyList<Update>> apply)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (!IsBuilt) Build([.. parameters.Select(parameter => parameter.Variable)]);
        var updates = new List<Update>();
        foreach (Optimizer optimizer in _inner)
        {
            Parameter[] own = [.. parameters.Where(parameter => ReferenceEquals(OptimizerOf(parameter.Variable), optimizer))];
            if (own.Length > 0) updates.AddRange(apply(optimizer, own));
        }

        updates.Add(new Update(Iterations, Iterations + 1));
        return updates;
    }

    private Optimizer Owner(int weight, out int index)
    {
        Optimizer owner = OptimizerOf(_weights[weight]);
        index = owner.Weights.TakeWhile(own => !ReferenceEquals(own, _weights[weight])).Count();
        return owner;
    }
}
