using System.Runtime.InteropServices;
using Backprop.Graphs;

namespace Backprop.Plans;

/// <summary>
/// Which values of a schedule are kept, from when to when, and where in the arena: found before any memory is taken, so that schedules can be compared.
/// A unit that runs twice begins a second life of its values, with a place of its own.
/// </summary>
internal sealed class Layout
{
    private readonly NodeSet _stored = new();
    private readonly List<Placement.Block> _blocks = [];

    // Where the blocks that begin at each position begin among all.
    private readonly int[] _first;
    private readonly Dictionary<Node, List<Node>> _sideBySide = new(NodeComparer.Instance);
    private readonly StackedInPlace _stacks;

    public Layout(Schedule schedule, IReadOnlyList<Node> results, IReadOnlyList<Update> updates, InPlaceUpdates inPlace, IReadOnlyList<MergedUpdate> merged, StackedInPlace stacks)
    {
        _stacks = stacks;
        foreach (List<Node> composite in merged.SelectMany(update => update.Composites).Concat(stacks.PartsOf.Values))
        {
            foreach (Node node in composite) _sideBySide[node] = composite;
        }

        foreach (Unit unit in schedule.Order)
        {
            foreach (Node input in unit.Inputs) _stored.Add(Schedule.Root(input));
        }

        Node[] kept = [.. results.Concat(updates.Select(update => update.Value)).Select(Schedule.Root)];
        foreach (Node root in kept) _stored.Add(root);
        _first = new int[schedule.Order.Count + 1];
        FindBlocks(schedule, kept, inPlace, merged);
        LiveBytes = Placement.LiveAtOnce(_blocks, schedule.Order.Count);
    }

    /// <summary>The bytes of the arena; whoever asks first has the places chosen.</summary>
    public long Bytes => field > 0 || _blocks.Count == 0 ? field : field = Placement.Place(_blocks, LiveBytes);

    /// <summary>The most bytes that live at the same time, in whole cache lines: no arena for this schedule can be smaller.</summary>
    public long LiveBytes { get; }

    /// <summary>Whether a node's value is needed outside of its program.</summary>
    public bool IsStored(Node node) => _stored.Contains(node);

    /// <summary>Whether a node's value lies between others: a gradient, where one call updates several variables, or a part of a stack.</summary>
    public bool IsSideBySide(Node node) => _sideBySide.ContainsKey(node);

    /// <summary>Whether there is nothing left to compute when all that a unit reads has been computed: a stack whose parts lie where they should.</summary>
    public bool IsThere(Unit unit) => _stacks.PartsOf.ContainsKey(unit.Nodes[0]);

    /// <summary>The places that are taken when the unit at a position of the schedule runs.</summary>
    public ReadOnlySpan<Placement.Block> Begun(int position) => CollectionsMarshal.AsSpan(_blocks)[_first[position].._first[position + 1]];

    /// <summary>A block for every value that needs a place in the arena, from the unit that computes it to the last that reads it; what merged updates read together has one.</summary>
    private void FindBlocks(Schedule schedule, Node[] kept, InPlaceUpdates inPlace, IReadOnlyList<MergedUpdate> merged)
    {
        // Merged units run together, where the last one stands.
        var mergedAt = new Dictionary<Unit, int>();
        foreach (MergedUpdate update in merged)
        {
            int at = schedule.Order.LastIndexOf(update.Units[^1]);
            foreach (Unit unit in update.Units) mergedAt[unit] = at;
        }

        var current = new NodeMap<Placement.Block>();
        for (int i = 0; i < schedule.Order.Count; i++)
        {
            Unit unit = schedule.Order[i];
            int at = mergedAt.GetValueOrDefault(unit, i);
            foreach (Node input in unit.Inputs) Use(Schedule.Root(input), at);
            foreach (OperationNode node in unit.Nodes)
            {
                if (!_stored.Contains(node) || inPlace.Target(node) is not null) continue;
                if (_stacks.PartsOf.TryGetValue(node, out List<Node>? parts))
                {
                    current[node] = current[parts[0]];
                    current[node].Whole = node;
                    continue;
                }

                Placement.Block? block = null;
                if (_sideBySide.TryGetValue(node, out List<Node>? composite)) block = composite.Select(part => current.GetValueOrDefault(part)).FirstOrDefault(other => other is not null);
                if (block is null) _blocks.Add(block = new Placement.Block(composite ?? [node], i, i));
                current[node] = block;
            }

            _first[i + 1] = _blocks.Count;
        }

        foreach (Node root in kept) Use(root, int.MaxValue);

        void Use(Node root, int at)
        {
            if (current.TryGetValue(root, out Placement.Block? block)) block.End = Math.Max(block.End, at);
        }
    }
}
