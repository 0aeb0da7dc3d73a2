using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Schedules;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Optimizers;

/// <summary>
/// How weights follow their gradients. An optimizer is its formula, written as expressions: derive, name the <see cref="Slots"/> and give <see cref="Update"/>.
/// What all share happens here, in Keras' order: accumulation, clipping, decoupled weight decay w ← w − lr·wd·w, the formula, the average of the weights,
/// constraints, counting the step. Wherever an optimizer is expected, its Keras name does: <c>optimizer: "adam"</c>.
/// </summary>
/// <remarks>Source: keras/src/optimizers/base_optimizer.py.</remarks>
public abstract partial class Optimizer : IKerasObject
{
    private readonly LearningRateSchedule? _schedule;
    private string? _name;
    private double? _weightDecay;
    private double? _clipNorm;
    private double? _globalClipNorm;
    private double? _clipValue;
    private bool _useEma;
    private double _emaMomentum = 0.99;
    private int? _emaOverwriteFrequency;
    private double? _lossScaleFactor;
    private int? _gradientAccumulationSteps;

    /// <summary>Describes what all optimizers share.</summary>
    /// <param name="learningRate">A number or a schedule.</param>
    /// <param name="name">The name. Default the class in snake case.</param>
    protected Optimizer(LearningRate learningRate, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(learningRate);
        (_schedule, _initialRate, _name) = (learningRate.Schedule, learningRate.Value, name);
        _rate = Variable.Of("learning_rate", Tensor.Scalar(_schedule is null ? _initialRate : 0));
    }

    /// <summary>The name: the class in snake case, unless given.</summary>
    public string Name => _name ?? KerasNames.SnakeCase(GetType().Name);

    /// <summary>Decoupled weight decay: before each step w ← w − lr·decay·w, for every weight that is not excluded. Null for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double? WeightDecay
    {
        get => _weightDecay;
        init => _weightDecay = Arguments.WeightDecay(value, nameof(WeightDecay));
    }

    /// <summary>The length to which each weight's gradient is shortened, or null. Goes before <see cref="GlobalClipNorm"/> and <see cref="ClipValue"/>: the first that is given is used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public double? ClipNorm
    {
        get => _clipNorm;
        init => _clipNorm = Clipping.Check(value, nameof(ClipNorm));
    }

    /// <summary>The length to which all gradients together are shortened, or null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public double? GlobalClipNorm
    {
        get => _globalClipNorm;
        init => _globalClipNorm = Clipping.Check(value, nameof(GlobalClipNorm));
    }

    /// <summary>The size to which each number of a gradient is limited, or null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public double? ClipValue
    {
        get => _clipValue;
        init => _clipValue = Clipping.Check(value, nameof(ClipValue));
    }

    /// <summary>
    /// Whether a running average of every weight is kept, average ← m·average + (1 − m)·w, which takes the place of the weights
    /// at the end of a training and every <see cref="EmaOverwriteFrequency"/> steps. Default false.
    /// </summary>
    public bool UseEma
    {
        get => _useEma;
        init => _useEma = value;
    }

    /// <summary>m, how much of the average of the weights is kept in a step, from 0 to 1. Default 0.99.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside 0 to 1.</exception>
    public double EmaMomentum
    {
        get => _emaMomentum;
        init => _emaMomentum = Arguments.EmaMomentum(value);
    }

    /// <summary>After how many steps the averages take the place of the weights, again and again. Default null: only at the end of a training.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? EmaOverwriteFrequency
    {
        get => _emaOverwriteFrequency;
        init => _emaOverwriteFrequency = Arguments.EmaOverwriteFrequency(value);
    }

    /// <summary>By what the loss is multiplied before gradients are taken, and these divided afterwards, so that small ones do not vanish. Default null: by nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public double? LossScaleFactor
    {
        get => _lossScaleFactor;
        init => _lossScaleFactor = Arguments.LossScaleFactor(value);
    }

    /// <summary>Over how many steps gradients are added up before their mean changes the weights, at least 2. Default null: every step changes them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 2.</exception>
    public virtual int? GradientAccumulationSteps
    {
        get => _gradientAccumulationSteps;
        init => _gradientAccumulationSteps = Arguments.GradientAccumulationSteps(value);
    }

    /// <summary>The schedule that the learning rate follows, or null when it is a number.</summary>
    public virtual LearningRateSchedule? Schedule => _schedule;

    /// <summary>The learning rate: may be set between steps, unless a schedule gives it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not finite.</exception>
    /// <exception cref="InvalidOperationException">A schedule gives the rate.</exception>
    public virtual double LearningRate
    {
        get => _schedule is not null ? _schedule.At(Cast(Iterations, _isBuilt ? _rate.DType : DType.Float64)).EvaluateScalar() : _isBuilt ? _rate.Value.At(0) : UnbuiltRate;
        set
        {
            if (_schedule is not null) throw new InvalidOperationException("The learning rate follows a schedule and cannot be set.");
            _initialRate = Schedules.LearningRate.Check(value);
            _rate.Assign(Tensor.Scalar(value, _rate.DType));
        }
    }

    /// <summary>The optimizer with this name and its default arguments.</summary>
    /// <exception cref="ArgumentException">There is no such optimizer; the message suggests the nearest.</exception>
    public static implicit operator Optimizer(string name) => OptimizerRegistry.All.Get(name);
}
