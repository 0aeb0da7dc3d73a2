using Backprop.Graphs;

namespace Backprop.Plans;

/// <summary>
/// Which values of a schedule are kept, from when to when, and where in the arena: found before any memory is taken, so that schedules can be compared.
/// A unit that runs twice begins a second life of its values, with a place of its own.
/// </summary>
internal sealed class Layout
{
    private readonly HashSet<Node> _stored = new(NodeComparer.Instance);
    private readonly List<(Node Node, long Offset)>?[] _places;

    public Layout(Schedule schedule, IReadOnlyList<Node> results, IReadOnlyList<Update> updates, InPlaceUpdates inPlace, IReadOnlyList<MergedUpdate> merged)
    {
        _places = new List<(Node, long)>?[schedule.Order.Count];
        var composites = new Dictionary<Node, List<Node>>(NodeComparer.Instance);
        foreach (List<Node> composite in merged.SelectMany(update => update.Composites))
        {
            foreach (Node node in composite) composites[node] = composite;
        }

        Bytes = Place(Lives(schedule, results, updates, merged), inPlace, composites);
    }

    /// <summary>The bytes of the arena.</summary>
    public long Bytes { get; }

    /// <summary>Whether a node's value is needed outside of its program.</summary>
    public bool IsStored(Node node) => _stored.Contains(node);

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

        var current = new Dictionary<Node, Life>(NodeComparer.Instance);
        var lives = new List<Life>[schedule.Order.Count];
        for (int i = 0; i < lives.Length; i++)
        {
            Unit unit = schedule.Order[i];
            int at = mergedAt.TryGetValue(unit, out Unit? end) ? last[end] : i;
            foreach (Node input in unit.Inputs) Use(input, at);
            lives[i] = [.. unit.Nodes.Select(node => current[node] = new Life(node, i))];
        }

        foreach (Node node in results.Concat(updates.Select(update => update.Value))) Use(node, int.MaxValue);
        return lives;

        void Use(Node node, int at)
        {
            Node root = Schedule.Root(node);
            _stored.Add(root);
            if (current.TryGetValue(root, out Life? life)) life.End = Math.Max(life.End, at);
        }
    }

    /// <summary>Takes and gives back places in the order of the schedule; returns the bytes of the arena.</summary>
    private long Place(List<Life>[] lives, InPlaceUpdates inPlace, Dictionary<Node, List<Node>> composites)
    {
        var arena = new Arena();
        var ending = new Dictionary<int, List<(long Offset, long Bytes)>>();
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
                bool isTogether = composites.TryGetValue(life.Node, out List<Node>? composite);
                IReadOnlyList<Node> together = isTogether ? composite! : [life.Node];
                long bytes = together.Sum(part => part.Type.Bytes), offset = arena.Take(bytes), next = offset;
                int end = isTogether ? together.Max(part => ends[part]) : life.End;
                if (end < int.MaxValue)
                {
                    if (!ending.TryGetValue(end, out List<(long, long)>? list)) ending[end] = list = [];
                    list.Add((offset, bytes));
                }

                List<(Node, long)> places = _places[i] ??= [];
                foreach (Node part in together)
                {
                    if (isTogether) placed.Add(part);
                    places.Add((part, next));
                    next += part.Type.Bytes;
                }
            }

            if (ending.Remove(i, out List<(long Offset, long Bytes)>? done))
            {
                foreach ((long offset, long bytes) in done) arena.GiveBack(offset, bytes);
            }
        }

        return arena.Bytes;
    }

    /// <summary>One computation of a value, until it is read for the last time or computed again.</summary>
    private sealed class Life(Node node, int start)
    {
        public Node Node => node;

        public int End { get; set; } = start;
    }
}
