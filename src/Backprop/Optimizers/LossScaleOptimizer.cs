using System.Text.Json.Nodes;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Schedules;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Optimizers;

/// <summary>
/// Lets another optimizer work with a loss that is multiplied before gradients are taken, and gradients that are divided by the same scale, so that small ones do not vanish in
/// types of few digits. A step in which a gradient is not finite is left out and halves the scale; many finite steps in a row double it.
/// Keras wraps optimizers so where a model computes in float16. Source: keras/src/optimizers/loss_scale_optimizer.py.
/// </summary>
public sealed class LossScaleOptimizer : Optimizer
{
    private readonly Variable _ownIterations = Variable.Of("iteration", Tensor.Scalar(0, DType.Int64));
    private readonly Variable _ownRate = Variable.Of("learning_rate", Tensor.Scalar(0f));
    private readonly Variable _steps = Variable.Of("step_counter", Tensor.Scalar(0));
    private readonly Variable _scale;

    /// <summary>Wraps an optimizer.</summary>
    /// <param name="innerOptimizer">The optimizer that changes the weights. A <see cref="Optimizer.LossScaleFactor"/> of its own is dropped.</param>
    /// <param name="initialScale">By what the loss is multiplied at first. Default 2¹⁵.</param>
    /// <param name="dynamicGrowthSteps">After how many finite steps in a row the scale is doubled. Default 2000.</param>
    /// <param name="name">The name. Default "loss_scale_optimizer".</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not positive.</exception>
    public LossScaleOptimizer(Optimizer innerOptimizer, double initialScale = 32768, int dynamicGrowthSteps = 2000, string? name = null)
        : base(0.0, name)
    {
        ArgumentNullException.ThrowIfNull(innerOptimizer);
        if (innerOptimizer is LossScaleOptimizer) throw new ArgumentException("The loss is scaled once: give the optimizer itself, not one that is wrapped already.", nameof(innerOptimizer));
        if (!(initialScale > 0 && double.IsFinite(initialScale))) throw new ArgumentOutOfRangeException(nameof(initialScale), $"A scale is positive and finite, not {initialScale}.");
        if (dynamicGrowthSteps < 1) throw new ArgumentOutOfRangeException(nameof(dynamicGrowthSteps), $"The scale grows after 1 step or more, not {dynamicGrowthSteps}.");
        (InnerOptimizer, InitialScale, DynamicGrowthSteps) = (innerOptimizer, initialScale, dynamicGrowthSteps);
        innerOptimizer.DropLossScale();
        _scale = Variable.Of("dynamic_scale", Tensor.Scalar((float)initialScale));
    }

    /// <summary>The optimizer that changes the weights.</summary>
    public Optimizer InnerOptimizer { get; }

    /// <summary>By what the loss is multiplied at first.</summary>
    public double InitialScale { get; }

    /// <summary>After how many finite steps in a row the scale is doubled.</summary>
    public int DynamicGrowthSteps { get; }

    /// <summary>By what the loss is multiplied now.</summary>
    public double DynamicScale => _scale.Value.At(0);

    /// <inheritdoc/>
    public override Variable Iterations => InnerOptimizer.Iterations;

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Slots => [];

    /// <inheritdoc/>
    public override IReadOnlyList<Variable> Weights => InnerOptimizer.Weights;

    /// <inheritdoc/>
    public override bool IsBuilt => InnerOptimizer.IsBuilt;

    /// <inheritdoc/>
    public override IReadOnlyList<Variable> Variables => IsBuilt ? [_ownIterations, _ownRate, _steps, _scale, .. InnerOptimizer.Variables] : UnbuiltVariables;

    /// <inheritdoc/>
    public override LearningRateSchedule? Schedule => InnerOptimizer.Schedule;

    /// <inheritdoc/>
    public override double LearningRate
    {
        get => InnerOptimizer.LearningRate;
        set => InnerOptimizer.LearningRate = value;
    }

    /// <inheritdoc/>
    public override int? GradientAccumulationSteps => InnerOptimizer.GradientAccumulationSteps;

    /// <inheritdoc/>
    public override bool NextStepAccumulates => InnerOptimizer.NextStepAccumulates;

    internal override IReadOnlyList<Variable> UnbuiltVariables => [_ownIterations, _ownRate, .. InnerOptimizer.UnbuiltVariables];

    /// <inheritdoc/>
    public override Node ScaleLoss(Node loss)
    {
        ArgumentNullException.ThrowIfNull(loss);
        return loss * Cast(_scale, loss.DType);
    }

    /// <inheritdoc/>
    public override void Build(IReadOnlyList<Variable> variables) => InnerOptimizer.Build(variables);

    /// <inheritdoc/>
    public override Variable Average(int weight) => InnerOptimizer.Average(weight);

    /// <inheritdoc/>
    public override Variable Slot(int weight, string slot) => InnerOptimizer.Slot(weight, slot);

    /// <inheritdoc/>
    public override void ExcludeFromWeightDecay(IEnumerable<Variable>? weights = null, IEnumerable<string>? names = null) => InnerOptimizer.ExcludeFromWeightDecay(weights, names);

    /// <inheritdoc/>
    public override IReadOnlyList<Update> Apply(IReadOnlyList<Parameter> parameters) => [.. InnerOptimizer.Apply(Unscaled(parameters)), .. Growth()];

    /// <inheritdoc/>
    public override IReadOnlyList<Update> Accumulate(IReadOnlyList<Parameter> parameters) => [.. InnerOptimizer.Accumulate(Unscaled(parameters)), .. Growth()];

    /// <inheritdoc/>
    public override void FinishStep() => InnerOptimizer.FinishStep();

    /// <inheritdoc/>
    public override void FinishTraining() => InnerOptimizer.FinishTraining();

    /// <inheritdoc/>
    public override Config GetConfig() => new Config()
        .Set("name", Name)
        .Set("inner_optimizer", (JsonNode?)KerasObjects.Write(InnerOptimizer))
        .Set("initial_scale", InitialScale)
        .Set("dynamic_growth_steps", DynamicGrowthSteps);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static LossScaleOptimizer FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        // Older files repeat, with their defaults, what only the inner optimizer may set.
        config.Unsupported("weight_decay", "clipnorm", "global_clipnorm", "clipvalue", "use_ema", "ema_overwrite_frequency", "loss_scale_factor", "gradient_accumulation_steps").Ignore("ema_momentum", "learning_rate", "dynamic");
        return new(config.Object("inner_optimizer", OptimizerRegistry.All), config.Double("initial_scale", 32768), config.Int("dynamic_growth_steps", 2000), config.OptionalText("name"));
    }

    internal override void Configure(Config config)
    {
        // All that there is to read, the constructor was given.
    }

    internal override bool Skip()
    {
        _steps.Assign(Tensor.Scalar(0));
        _scale.Assign(Tensor.Scalar((float)(DynamicScale / 2)));
        return true;
    }

    /// <inheritdoc/>
    protected override Node Update(Step step) => throw new InvalidOperationException($"{Name} changes no weights itself.");

    private IReadOnlyList<Parameter> Unscaled(IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return [.. parameters.Select(parameter => parameter with { Gradient = parameter.Gradient / Cast(_scale, parameter.Gradient.DType) })];
    }

    private IEnumerable<Update> Growth()
    {
        Node isDue = Equal(_steps, DynamicGrowthSteps - 1);
        yield return new Update(_steps, Where(isDue, Like(_steps, 0), _steps + 1));
        yield return new Update(_scale, Where(isDue, _scale * 2, _scale));
    }
}
