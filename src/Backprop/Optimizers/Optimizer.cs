using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Schedules;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Optimizers;

/// <summary>
/// How weights follow their gradients. An optimizer is its formula, written as expressions: derive, name the <see cref="Slots"/> and give <see cref="Update"/>.
/// What all share happens here, in Keras' order: clipping, decoupled weight decay w ← w − lr·wd·w, the formula, constraints, counting the step.
/// Wherever one is expected, its Keras name does: <c>optimizer: "adam"</c>.
/// </summary>
public abstract class Optimizer
{
    private readonly List<Dictionary<string, Variable>> _slots = [];
    private readonly LearningRateSchedule? _schedule;
    private readonly string? _name;
    private IReadOnlyList<Variable> _variables = [];
    private Variable? _rate;
    private double _initialRate;

    /// <summary>Describes what all optimizers share.</summary>
    /// <param name="learningRate">A number or a schedule.</param>
    /// <param name="name">The name. Default the class in snake case.</param>
    protected Optimizer(LearningRate learningRate, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(learningRate);
        (_schedule, _initialRate, _name) = (learningRate.Schedule, learningRate.Value, name);
    }

    /// <summary>The name: the class in snake case, unless given.</summary>
    public string Name => _name ?? KerasNames.SnakeCase(GetType().Name);

    /// <summary>The number of steps taken.</summary>
    public Variable Iterations { get; } = Variable.Of("iteration", Tensor.Scalar(0, DType.Int64));

    /// <summary>What is kept for every weight, in the order in which Keras saves it.</summary>
    public abstract IReadOnlyList<Slot> Slots { get; }

    /// <summary>Whether Keras saves the slots weight by weight (momentum and velocity of the first, then of the second); otherwise slot by slot.</summary>
    public virtual bool SavesWeightByWeight => true;

    /// <summary>Decoupled weight decay: before each step w ← w − lr·decay·w, for every weight. Null for none.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public double? WeightDecay
    {
        get;
        init => field = value is null or (>= 0 and < double.PositiveInfinity) ? value : throw new ArgumentOutOfRangeException(nameof(value), $"The weight decay must be 0 or a positive number, not {value}.");
    }

    /// <summary>The length to which each weight's gradient is shortened, or null. Goes before <see cref="GlobalClipNorm"/> and <see cref="ClipValue"/>: the first that is given is used.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public double? ClipNorm
    {
        get;
        init => field = Clipping.Check(value, nameof(ClipNorm));
    }

    /// <summary>The length to which all gradients together are shortened, or null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public double? GlobalClipNorm
    {
        get;
        init => field = Clipping.Check(value, nameof(GlobalClipNorm));
    }

    /// <summary>The size to which each number of a gradient is limited, or null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not positive.</exception>
    public double? ClipValue
    {
        get;
        init => field = Clipping.Check(value, nameof(ClipValue));
    }

    /// <summary>The schedule that the learning rate follows, or null when it is a number.</summary>
    public LearningRateSchedule? Schedule => _schedule;

    /// <summary>The learning rate: may be set between steps, unless a schedule gives it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or not finite.</exception>
    /// <exception cref="InvalidOperationException">A schedule gives the rate.</exception>
    public double LearningRate
    {
        get => _schedule is not null ? _schedule.At(Cast(Iterations, _rate?.DType ?? DType.Float64)).EvaluateScalar() : _rate?.Value.At(0) ?? _initialRate;
        set
        {
            if (_schedule is not null) throw new InvalidOperationException("The learning rate follows a schedule and cannot be set.");
            _initialRate = Schedules.LearningRate.Check(value);
            _rate?.Assign(Tensor.Scalar(value, _rate.DType));
        }
    }

    /// <summary>The weights that the optimizer was built for; empty before.</summary>
    public IReadOnlyList<Variable> Variables => _variables;

    /// <summary>The numbers that the optimizer keeps, once it is built, and their bytes: what a summary counts.</summary>
    internal (long Count, long Bytes) Size
    {
        get
        {
            if (_rate is null) return (0, 0);
            IReadOnlyList<Variable> all = [Iterations, .. _schedule is null ? [_rate] : Array.Empty<Variable>(), .. _slots.SelectMany(slots => slots.Values)];
            return (all.Sum(variable => variable.Shape.Size), all.Sum(variable => variable.Type.Bytes));
        }
    }

    /// <summary>The slot of a weight.</summary>
    /// <exception cref="KeyNotFoundException">There is no such slot.</exception>
    public Variable Slot(int variable, string slot) => _slots[variable][slot];

    /// <summary>Makes the slots of some weights: each slot one block of memory, in the order of the weights. A second call with the same weights does nothing.</summary>
    /// <exception cref="InvalidOperationException">The optimizer already belongs to other weights.</exception>
    public void Build(IReadOnlyList<Variable> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        if (_rate is not null)
        {
            if (_variables.SequenceEqual(variables)) return;
            throw new InvalidOperationException($"The optimizer {Name} already trains other weights. Make a new one for each model, and after freezing layers.");
        }

        DType dtype = variables.Count == 0 ? DType.Float32 : variables[0].DType;
        _variables = [.. variables];
        _rate = Variable.Of("learning_rate", Tensor.Scalar(_schedule is null ? _initialRate : 0, dtype));
        foreach (Variable variable in variables) _slots.Add([]);
        foreach (Slot slot in Slots)
        {
            for (int i = 0; i < variables.Count; i++)
            {
                _slots[i][slot.Name] = Variable.Of($"{variables[i].Name}/{slot.Name}", Tensor.Full(slot.Initial, variables[i].DType, variables[i].Shape));
            }

            VariableBlock.Lay([.. _slots.Select(slots => slots[slot.Name])]);
        }
    }

    /// <summary>The updates of one step: of the weights, the slots and the step counter.</summary>
    /// <param name="parameters">The weights and their gradients.</param>
    /// <exception cref="InvalidOperationException">The optimizer was built for other weights.</exception>
    public IReadOnlyList<Update> Apply(IReadOnlyList<Parameter> parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        if (_rate is null) Build([.. parameters.Select(parameter => parameter.Variable)]);
        var updates = new List<Update>();
        IReadOnlyList<Node> gradients = Clipped([.. parameters.Select(parameter => parameter.Gradient)]);
        for (int i = 0; i < parameters.Count; i++)
        {
            Variable variable = parameters[i].Variable;
            int index = IndexOf(variable);
            Node rate = _schedule is null ? Cast(_rate!, variable.DType) : _schedule.At(Cast(Iterations, variable.DType));
            // Keras on TensorFlow rounds the decay to float32, in float64 models too.
            Node w = WeightDecay is { } decay and not 0 ? variable - variable * (rate * (float)decay) : variable;
            var step = new Step(w, gradients[i], rate, Cast(Iterations + 1, variable.DType), _slots[index]);
            Node updated = Update(step);
            updates.Add(new Update(variable, parameters[i].Constraint?.Apply(updated) ?? updated));
            updates.AddRange(step.Updates);
        }

        updates.Add(new Update(Iterations, Iterations + 1));
        return updates;
    }

    /// <summary>The formula: the new weight, from what the step offers; slots are written into it.</summary>
    protected abstract Node Update(Step step);

    /// <summary>The optimizer with this name and its default arguments.</summary>
    /// <exception cref="ArgumentException">There is no such optimizer; the message suggests the nearest.</exception>
    public static implicit operator Optimizer(string name) => OptimizerRegistry.All.Get(name);

    private IReadOnlyList<Node> Clipped(IReadOnlyList<Node> gradients) =>
        ClipNorm is { } norm ? Clipping.ByNorm(gradients, norm)
        : GlobalClipNorm is { } global ? Clipping.ByGlobalNorm(gradients, global)
        : ClipValue is { } value ? Clipping.ByValue(gradients, value)
        : gradients;

    private int IndexOf(Variable variable)
    {
        for (int i = 0; i < _variables.Count; i++)
        {
            if (ReferenceEquals(_variables[i], variable)) return i;
        }

        throw new InvalidOperationException($"The optimizer {Name} was not built for the weight {variable.Name}. Make a new one for each model.");
    }
}
