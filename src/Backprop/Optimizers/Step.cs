using Backprop.Graphs;
using Backprop.Plans;

namespace Backprop.Optimizers;

/// <summary>One step for one weight: what an optimizer's formula reads, and the slots that it writes.</summary>
public sealed class Step
{
    private readonly IReadOnlyDictionary<string, Variable> _slots;
    private readonly Dictionary<string, Node> _written = [];

    internal Step(Node w, Node g, Node learningRate, Node t, IReadOnlyDictionary<string, Variable> slots) =>
        (W, G, LearningRate, T, _slots) = (w, g, learningRate, t, slots);

    /// <summary>The weight w, after weight decay.</summary>
    public Node W { get; }

    /// <summary>The gradient g, after clipping.</summary>
    public Node G { get; }

    /// <summary>The learning rate, a single number of the weight's type.</summary>
    public Node LearningRate { get; }

    /// <summary>The number t of this step, 1 for the first, a single number of the weight's type.</summary>
    public Node T { get; }

    /// <summary>The value of a slot, or its new value once it is set.</summary>
    public Node this[string slot]
    {
        get => _written.GetValueOrDefault(slot) ?? _slots[slot];
        set => _written[slot] = _slots.ContainsKey(slot) ? value : throw new KeyNotFoundException($"The optimizer has no slot {slot}.");
    }

    internal IEnumerable<Update> Updates => _written.Select(pair => new Update(_slots[pair.Key], pair.Value));
}
