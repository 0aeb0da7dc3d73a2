using System.Text.RegularExpressions;
using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Optimizers;

/// <content>What an optimizer keeps.</content>
public abstract partial class Optimizer
{
    private readonly List<Dictionary<string, Variable>> _slots = [];
    private readonly List<Variable> _averages = [];
    private readonly List<Variable> _accumulators = [];
    private readonly Dictionary<string, Variable> _totals = [];
    private readonly HashSet<Variable> _excluded = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> _excludedNames = [];
    private IReadOnlyList<Variable> _weights = [];
    private Variable _rate;
    private double _initialRate;
    private bool _isBuilt;

    /// <summary>The number of steps taken, those that only add up gradients included.</summary>
    public virtual Variable Iterations { get; } = Variable.Of("iteration", Tensor.Scalar(0, DType.Int64));

    /// <summary>What is kept for every weight.</summary>
    public abstract IReadOnlyList<Slot> Slots { get; }

    /// <summary>What is kept once for all weights together, single numbers of the first weight's type. Default nothing.</summary>
    public virtual IReadOnlyList<Slot> Totals => [];

    /// <summary>The weights that the optimizer was built for; empty before.</summary>
    public virtual IReadOnlyList<Variable> Weights => _weights;

    /// <summary>Whether <see cref="Build"/> was called.</summary>
    public virtual bool IsBuilt => _isBuilt;

    /// <summary>
    /// Everything that the optimizer keeps, in the order in which Keras saves it: the number of steps, the learning rate (absent with a schedule),
    /// the averages of the weights, then the sums of their gradients, the slots by <see cref="Slot.Group"/>, and what is kept once.
    /// Before <see cref="Build"/> only the first two. Assigning to them continues a training.
    /// </summary>
    public virtual IReadOnlyList<Variable> Variables
    {
        get
        {
            var all = new List<Variable> { Iterations };
            if (_schedule is null) all.Add(_rate);
            all.AddRange(_averages);
            all.AddRange(_accumulators);

            foreach (IGrouping<int, Slot> group in Slots.GroupBy(slot => slot.Group).OrderBy(group => group.Key))
            {
                foreach (Dictionary<string, Variable> slots in _slots)
                {
                    foreach (Slot slot in group)
                    {
                        if (slots.TryGetValue(slot.Name, out Variable? variable)) all.Add(variable);
                    }
                }
            }

            all.AddRange(_totals.Values);
            return all;
        }
    }

    /// <summary>What Keras saves of an optimizer that has not seen its weights yet.</summary>
    internal virtual IReadOnlyList<Variable> UnbuiltVariables => _schedule is null ? [Iterations, _rate] : [Iterations];

    /// <summary>The numbers that the optimizer keeps, once it is built, and their bytes: what a summary counts.</summary>
    internal (long Count, long Bytes) Size => IsBuilt ? (Variables.Sum(variable => variable.Shape.Size), Variables.Sum(variable => variable.Type.Bytes)) : (0, 0);

    /// <summary>The slot of a weight.</summary>
    /// <exception cref="KeyNotFoundException">There is no such slot.</exception>
    public virtual Variable Slot(int weight, string slot) => _slots[weight][slot];

    /// <summary>The running average of a weight.</summary>
    /// <exception cref="InvalidOperationException">No averages are kept, or the optimizer is not built.</exception>
    public virtual Variable Average(int weight) => _averages.Count > 0 ? _averages[weight]
        : throw new InvalidOperationException($"The optimizer {Name} keeps no averages of weights. Make it with UseEma = true, and train a step.");

    /// <summary>Names weights that do not decay. To be called before the optimizer is built.</summary>
    /// <param name="weights">The weights. Default none.</param>
    /// <param name="names">Regular expressions: a weight is left out when one is found in its own name, "bias" for example. Default none.</param>
    /// <exception cref="InvalidOperationException">The optimizer is built.</exception>
    public virtual void ExcludeFromWeightDecay(IEnumerable<Variable>? weights = null, IEnumerable<string>? names = null)
    {
        if (_isBuilt) throw new InvalidOperationException($"The optimizer {Name} has been built: name the weights that do not decay before the first step.");
        _excluded.UnionWith(weights ?? []);
        _excludedNames.AddRange(names ?? []);
    }

    /// <summary>Makes the slots of some weights: each slot one block of memory, in the order of the weights. A second call with the same weights does nothing.</summary>
    /// <exception cref="InvalidOperationException">The optimizer already belongs to other weights.</exception>
    public virtual void Build(IReadOnlyList<Variable> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        if (_isBuilt)
        {
            if (_weights.SequenceEqual(variables)) return;
            throw new InvalidOperationException($"The optimizer {Name} already trains other weights. Make a new one for each model, and after freezing layers.");
        }

        DType dtype = variables.Count == 0 ? DType.Float32 : variables[0].DType;
        if (_schedule is null) _rate = Variable.Of("learning_rate", Tensor.Scalar(UnbuiltRate, dtype));
        _weights = [.. variables];
        _isBuilt = true;
        foreach (Variable variable in variables)
        {
            _slots.Add([]);
            if (UseEma) _averages.Add(Keep(variable, "average", new Tensor(variable.DType, variable.Shape)));
            if (GradientAccumulationSteps is not null) _accumulators.Add(Keep(variable, "gradient_accumulator", new Tensor(variable.DType, variable.Shape)));
        }

        VariableBlock.Lay(_averages);
        VariableBlock.Lay(_accumulators);
        foreach (Slot slot in Slots)
        {
            for (int i = 0; i < variables.Count; i++)
            {
                if (Start(slot, variables[i]) is { } start) _slots[i][slot.Name] = Keep(variables[i], slot.Name, start);
            }

            VariableBlock.Lay([.. _slots.Where(slots => slots.ContainsKey(slot.Name)).Select(slots => slots[slot.Name])]);
        }

        foreach (Slot total in Totals) _totals[total.Name] = Variable.Of(total.Name, Tensor.Scalar(total.Initial, dtype));
    }

    /// <summary>The first numbers of a slot, or null where a weight has no such slot. Default: the slot's initial number in the shape of the weight.</summary>
    protected virtual Tensor? Start(Slot slot, Variable weight)
    {
        ArgumentNullException.ThrowIfNull(slot);
        ArgumentNullException.ThrowIfNull(weight);
        return Tensor.Full(slot.Initial, weight.DType, weight.Shape);
    }

    /// <summary>Whether one of some regular expressions is found in a text. They may come from a file, so their time is bounded.</summary>
    private protected static bool IsFound(IEnumerable<string> patterns, string text) => patterns.Any(pattern => Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking));

    /// <summary>The rate before there are weights: what was asked for, or what a file has set.</summary>
    private double UnbuiltRate => _rate.Value.At(0) == Tensor.Scalar(_initialRate, _rate.DType).At(0) ? _initialRate : _rate.Value.At(0);

    private static Variable Keep(Variable weight, string name, Tensor start) => Variable.Of($"{weight.Name.Replace('/', '_')}_{name}", start);

    private bool Decays(Variable weight) => !_excluded.Contains(weight) && !IsFound(_excludedNames, weight.Name.Split('/')[^1]);

    private int IndexOf(Variable variable)
    {
        for (int i = 0; i < _weights.Count; i++)
        {
            if (ReferenceEquals(_weights[i], variable)) return i;
        }

        throw new InvalidOperationException($"The optimizer {Name} was not built for the weight {variable.Name}. Make a new one for each model.");
    }
}
