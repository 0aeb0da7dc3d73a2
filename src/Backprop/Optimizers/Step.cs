using Backprop.Graphs;
using Backprop.Plans;

namespace Backprop.Optimizers;

/// <summary>One step for one weight: what an optimizer's formula reads, and the slots that it writes.</summary>
public sealed class Step
{
    private readonly IReadOnlyDictionary<string, Variable> _slots;
    private readonly IReadOnlyDictionary<string, Variable> _totals;
    private readonly Dictionary<string, Node> _written = [];

    internal Step(Variable variable, Node w, Node g, Node learningRate, Node t, IReadOnlyDictionary<string, Variable> slots, IReadOnlyDictionary<string, Variable> totals) =>
        (Variable, W, G, LearningRate, T, _slots, _totals) = (variable, w, g, learningRate, t, slots, totals);

    /// <summary>The weight as it is stored: its name and its shape.</summary>
    public Variable Variable { get; }

    /// <summary>The weight w, after weight decay.</summary>
    public Node W { get; }

    /// <summary>The gradient g, after clipping.</summary>
    public Node G { get; }

    /// <summary>The learning rate, a single number of the weight's type.</summary>
    public Node LearningRate { get; }

    /// <summary>The number t of this step, 1 for the first, a single number of the weight's type.</summary>
    public Node T { get; }

    /// <summary>The value of a slot, or of a number kept once for all weights, or its new value once it is set.</summary>
    /// <exception cref="KeyNotFoundException">There is none of this name.</exception>
    public Node this[string slot]
    {
        get => _written.GetValueOrDefault(slot) ?? Find(slot);
        set => _written[Has(slot) ? slot : throw new KeyNotFoundException($"The optimizer has no slot {slot}.")] = value;
    }

    /// <summary>Whether there is a slot of this name for the weight, or a number kept once.</summary>
    public bool Has(string slot) => _slots.ContainsKey(slot) || _totals.ContainsKey(slot);

    internal IEnumerable<Update> Updates => _written.Where(pair => _slots.ContainsKey(pair.Key)).Select(pair => new Update(_slots[pair.Key], pair.Value));

    internal IEnumerable<Update> TotalUpdates => _written.Where(pair => _totals.ContainsKey(pair.Key)).Select(pair => new Update(_totals[pair.Key], pair.Value));

    private Variable Find(string slot) => _slots.TryGetValue(slot, out Variable? own) ? own : _totals[slot];
}
