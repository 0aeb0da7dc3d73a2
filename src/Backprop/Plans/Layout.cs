using Backprop.Graphs;

namespace Backprop.Plans;

/// <summary>
/// Which values of a schedule are kept, from when to when, and where in the arena: found before any memory is taken, so that schedules can be compared.
/// A unit that runs twice begins a second life of its values, with a place of its own.
/// </summary>
internal sealed class Layout
{
    private readonly NodeSet _stored = new();
    private readonly List<(Node Node, long Offset)>?[] _places;
    private readonly HashSet<Node> _sideBySide;

    public Layout(Schedule schedule, IReadOnlyList<Node> results, IReadOnlyList<Update> updates, InPlaceUpdates inPlace, IReadOnlyList<MergedUpdate> merged)
    {
        _places = new List<(Node, long)>?[schedule.Order.Count];
        var composites = new Dictionary<Node, List<Node>>(NodeComparer.Instance);
        foreach (List<Node> composite in merged.SelectMany(update => update.Composites))
        {
            foreach (Node node in composite) composites[node] = composite;
        }

        _sideBySide = new HashSet<Node>(composites.Keys, NodeComparer.Instance);
        List<Placement.Block> blocks = Blocks(Lives(schedule, results, updates, merged), inPlace, composites);
        LiveBytes = Placement.LiveAtOnce(blocks, schedule.Order.Count);
        Bytes = Placement.Place(blocks, LiveBytes);
        foreach (Placement.Block block in blocks)
        {
            List<(Node, long)> places = _places[block.Start] ??= [];
            long next = block.Offset;
            foreach (Node node in block.Nodes)
            {
                places.Add((node, next));
                next += node.Type.Bytes;
            }
        }
    }

    /// <summary>The bytes of the arena.</summary>
    public long Bytes { get; }

    /// <summary>The most bytes that live at the same time, in whole cache lines: no arena for this schedule can be smaller.</summary>
    public long LiveBytes { get; }

    /// <summary>Whether a node's value is needed outside of its program.</summary>
    public bool IsStored(Node node) => _stored.Contains(node);

    /// <summary>Whether a node's value lies between others: a gradient, where one call updates several variables.</summary>
    public bool IsSideBySide(Node node) => _sideBySide.Contains(node);

    /// <summary>The values that get a place when the unit at a position of the schedule runs.</summary>
    public IReadOnlyList<(Node Node, long Offset)> Begun(int position) => _places[position] ?? [];

    /// <summary>For every unit the lives that begin with it.</summary>
    private List<Life>[] Lives(Schedule schedule, IReadOnlyList<Node> results, IReadOnlyList<Update> updates, IReadOnlyList<MergedUpdate> merged)
    {
        // Merged units run together, where the last one stands.
        var mergedAt = new Dictionary<Unit, Unit>();
        foreach (MergedUpdate update in merged)
        {
            foreach (Unit unit in update.Units) mergedAt[unit] = update.Units[^1];
        }

        var last = new Dictionary<Unit, int>();
        if (merged.Count > 0)
        {
            for (int i = 0; i < schedule.Order.Count; i++) last[schedule.Order[i]] = i;
        }

        foreach (Unit unit in schedule.Order)
        {
            foreach (Node input in unit.Inputs) _stored.Add(Schedule.Root(input));
        }

        Node[] kept = [.. results.Concat(updates.Select(update => update.Value)).Select(Schedule.Root)];
        foreach (Node root in kept) _stored.Add(root);
        var current = new NodeMap<Life>();
        var lives = new List<Life>[schedule.Order.Count];
        for (int i = 0; i < lives.Length; i++)
        {
            Unit unit = schedule.Order[i];
            int at = mergedAt.TryGetValue(unit, out Unit? end) ? last[end] : i;
            foreach (Node input in unit.Inputs) Use(Schedule.Root(input), at);
            lives[i] = new List<Life>(1);
            foreach (OperationNode node in unit.Nodes)
            {
                if (_stored.Contains(node)) lives[i].Add(current[node] = new Life(node, i));
            }
        }

        foreach (Node root in kept) Use(root, int.MaxValue);
        return lives;

        void Use(Node root, int at)
        {
            if (current.TryGetValue(root, out Life? life)) life.End = Math.Max(life.End, at);
        }
    }

    /// <summary>The lives that need a place in the arena, in the order of the schedule; merged updates read one place for all of a composite.</summary>
    private List<Placement.Block> Blocks(List<Life>[] lives, InPlaceUpdates inPlace, Dictionary<Node, List<Node>> composites)
    {
        var blocks = new List<Placement.Block>();
        var placed = new HashSet<Node>(NodeComparer.Instance);
        var ends = new Dictionary<Node, int>(NodeComparer.Instance);
        foreach (Life life in composites.Count > 0 ? lives.SelectMany(list => list) : [])
        {
            if (composites.ContainsKey(life.Node)) ends[life.Node] = life.End;
        }

        for (int i = 0; i < lives.Length; i++)
        {
            foreach (Life life in lives[i])
            {
                if (!_stored.Contains(life.Node) || inPlace.Target(life.Node) is not null || placed.Contains(life.Node)) continue;
                if (composites.TryGetValue(life.Node, out List<Node>? composite))
                {
                    placed.UnionWith(composite);
                    blocks.Add(new Placement.Block(composite, i, composite.Max(part => ends[part])));
                }
                else
                {
                    blocks.Add(new Placement.Block([life.Node], i, life.End));
                }
            }
        }

        return blocks;
    }

    /// <summary>One computation of a value, until it is read for the last time or computed again.</summary>
    private sealed class Life(Node node, int start)
    {
        public Node Node => node;

        public int End { get; set; } = start;
    }
}
