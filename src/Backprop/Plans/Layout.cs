using Backprop.Graphs;

namespace Backprop.Plans;

/// <summary>
/// Which values of a schedule are kept, from when to when, and where in the arena: found before any memory is taken, so that schedules can be compared.
/// A unit that runs twice begins a second life of its values, with a place of its own.
/// </summary>
internal sealed class Layout
{
    /// <summary>Placing by size takes the square of the number of blocks: it is tried where the gaps make up more than a fiftieth, for that many blocks at most.</summary>
    private const int MostWasted = 50, MostBySize = 2048;

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
        List<Block> blocks = Blocks(Lives(schedule, results, updates, merged), inPlace, composites);
        LiveBytes = LiveAtOnce(blocks, schedule.Order.Count);
        Bytes = Place(blocks, LiveBytes);
        foreach (Block block in blocks)
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
    private List<Block> Blocks(List<Life>[] lives, InPlaceUpdates inPlace, Dictionary<Node, List<Node>> composites)
    {
        var blocks = new List<Block>();
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
                    blocks.Add(new Block(composite, i, composite.Max(part => ends[part])));
                }
                else
                {
                    blocks.Add(new Block([life.Node], i, life.End));
                }
            }
        }

        return blocks;
    }

    /// <summary>The most bytes that live at the same time: no placement needs less.</summary>
    private static long LiveAtOnce(List<Block> blocks, int positions)
    {
        var change = new long[positions + 1];
        foreach (Block block in blocks)
        {
            change[block.Start] += block.Bytes;
            change[Math.Min(block.End, positions - 1) + 1] -= block.Bytes;
        }

        (long most, long now) = (0, 0);
        foreach (long bytes in change) most = Math.Max(most, now += bytes);
        return most;
    }

    /// <summary>Gives every block its offset; returns the bytes of the arena. In the order of the schedule first; where that leaves gaps, by size, if that needs less.</summary>
    private static long Place(List<Block> blocks, long least)
    {
        long inOrder = PlaceInOrder(blocks);
        if (inOrder <= least + least / MostWasted || blocks.Count > MostBySize) return inOrder;
        long[] offsets = [.. blocks.Select(block => block.Offset)];
        long bySize = PlaceBySize(blocks);
        if (bySize < inOrder) return bySize;
        for (int i = 0; i < offsets.Length; i++) blocks[i].Offset = offsets[i];
        return inOrder;
    }

    /// <summary>
    /// The largest first, each into the smallest gap between those that live at the same time.
    /// Source: Pisarchyk, Lee: Efficient Memory Management for Deep Neural Net Inference, 2020 ("greedy by size").
    /// </summary>
    private static long PlaceBySize(List<Block> blocks)
    {
        long bytes = 0;
        var placed = new List<Block>(blocks.Count); // by offset
        foreach (Block block in blocks.OrderByDescending(block => block.Bytes).ThenBy(block => block.Start))
        {
            (long best, long smallest, long end) = (-1, long.MaxValue, 0);
            foreach (Block other in placed)
            {
                if (other.End < block.Start || other.Start > block.End) continue;
                long gap = other.Offset - end;
                if (gap >= block.Bytes && gap < smallest) (best, smallest) = (end, gap);
                end = Math.Max(end, other.Offset + other.Bytes);
            }

            block.Offset = best < 0 ? end : best;
            bytes = Math.Max(bytes, block.Offset + block.Bytes);
            int place = placed.FindIndex(other => other.Offset > block.Offset);
            placed.Insert(place < 0 ? placed.Count : place, block);
        }

        return bytes;
    }

    /// <summary>Takes and gives back places in the order of the schedule; returns the bytes of the arena.</summary>
    private static long PlaceInOrder(List<Block> blocks)
    {
        var arena = new Arena();
        var ending = new PriorityQueue<Block, int>();
        foreach (Block block in blocks)
        {
            while (ending.TryPeek(out Block? ended, out int end) && end < block.Start)
            {
                arena.GiveBack(ended.Offset, ended.Bytes);
                ending.Dequeue();
            }

            block.Offset = arena.Take(block.Bytes);
            ending.Enqueue(block, block.End);
        }

        return arena.Bytes;
    }

    /// <summary>One computation of a value, until it is read for the last time or computed again.</summary>
    private sealed class Life(Node node, int start)
    {
        public Node Node => node;

        public int End { get; set; } = start;
    }

    /// <summary>A place in the arena, from the unit that writes it to the last one that reads it.</summary>
    private sealed class Block(IReadOnlyList<Node> nodes, int start, int end)
    {
        public IReadOnlyList<Node> Nodes => nodes;

        public int Start => start;

        public int End => end;

        public long Bytes { get; } = Arena.Round(nodes.Sum(node => node.Type.Bytes));

        public long Offset { get; set; }
    }
}
