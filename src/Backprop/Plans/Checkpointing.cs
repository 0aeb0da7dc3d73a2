using Backprop.Graphs;

namespace Backprop.Plans;

/// <summary>
/// Computes values of the forward pass a second time, when the backward pass needs them, instead of keeping them: the graph stays as it is, and each unit runs once more at most.
/// The units before the fullest moment are cut into segments; of each, only what later segments read is kept, and the rest is computed again from that when the backward pass
/// comes by. With √n segments, a chain of n layers takes memory for about 2√n of them.
/// Source: Chen, Xu, Zhang, Guestrin: Training Deep Nets with Sublinear Memory Cost, 2016.
/// </summary>
internal sealed class Checkpointing
{
    private readonly Schedule _schedule;
    private readonly Func<Schedule, long> _bytes;
    private readonly HashSet<Node> _held;
    private readonly Dictionary<Node, List<int>> _uses = new(NodeComparer.Instance);
    private readonly Dictionary<Unit, int> _position = new();
    private readonly int _turn;

    private Checkpointing(Schedule schedule, Func<Schedule, long> bytes, HashSet<Node> held)
    {
        (_schedule, _bytes, _held) = (schedule, bytes, held);
        for (int i = 0; i < schedule.Order.Count; i++)
        {
            _position[schedule.Order[i]] = i;
            foreach (Node input in schedule.Order[i].Inputs)
            {
                Node root = Schedule.Root(input);
                if (schedule.Producer(root) is null) continue;
                if (!_uses.TryGetValue(root, out List<int>? uses)) _uses[root] = uses = [];
                uses.Add(i);
            }
        }

        _turn = Fullest();
    }

    /// <summary>The schedule with as little computed again as keeps the arena within a budget, or null if no such schedule is found.</summary>
    /// <param name="schedule">The schedule without a budget.</param>
    /// <param name="budget">Bytes.</param>
    /// <param name="bytes">The arena of a schedule.</param>
    /// <param name="held">Values that have to stay where they are: results, and what is laid side by side.</param>
    /// <param name="least">The fewest bytes that a schedule was found to need.</param>
    public static Schedule? Fit(Schedule schedule, long budget, Func<Schedule, long> bytes, HashSet<Node> held, out long least)
    {
        least = bytes(schedule);
        if (least <= budget) return schedule;
        var checkpointing = new Checkpointing(schedule, bytes, held);
        int values = checkpointing.Crossing().Count();
        for (int segments = 2; segments <= values; segments += Math.Max(1, segments / 3))
        {
            Schedule candidate = checkpointing.Repeat(segments, segments - 1);
            long needed = bytes(candidate);
            least = Math.Min(least, needed);
            if (needed <= budget) return checkpointing.Shortest(segments, budget, candidate);
        }

        return null;
    }

    // The segments that the backward pass comes to last are kept longest: they go first.
    private Schedule Shortest(int segments, long budget, Schedule found)
    {
        for (int dropped = segments - 2; dropped > 0; dropped--)
        {
            Schedule candidate = Repeat(segments, dropped);
            if (_bytes(candidate) > budget) break;
            found = candidate;
        }

        return found;
    }

    /// <summary>The schedule in which the first of some segments are computed again.</summary>
    private Schedule Repeat(int segments, int dropped)
    {
        int[] segmentOf = Segments(segments);
        var before = new Dictionary<int, List<int>>();
        foreach (IGrouping<int, Node> group in Crossing().Where(node => segmentOf[At(node)] < dropped && !IsReadLater(node, segmentOf)).GroupBy(node => segmentOf[At(node)]))
        {
            int first = group.Min(node => _uses[node].First(use => use > _turn));
            if (!before.TryGetValue(first, out List<int>? list)) before[first] = list = [];
            list.AddRange(Again(group, segmentOf));
        }

        return new Schedule(_schedule, _schedule.Order.SelectMany((unit, i) => before.TryGetValue(i, out List<int>? again) ? [.. again.Order().Select(position => _schedule.Order[position]), unit] : (IEnumerable<Unit>)[unit]));
    }

    /// <summary>The positions of the units that have to run again for some values of a segment.</summary>
    private HashSet<int> Again(IEnumerable<Node> values, int[] segmentOf)
    {
        var again = new HashSet<int>();
        var open = new Stack<int>(values.Select(At));
        while (open.TryPop(out int position))
        {
            if (!again.Add(position)) continue;
            foreach (Node input in _schedule.Order[position].Inputs)
            {
                Node root = Schedule.Root(input);
                if (_schedule.Producer(root) is not { } producer || IsHeld(producer) || segmentOf[_position[producer]] != segmentOf[position]) continue;
                // What later segments read is there still.
                if (!(IsCrossing(root) && IsReadLater(root, segmentOf))) open.Push(_position[producer]);
            }
        }

        return again;
    }

    /// <summary>The segment of each unit before the turn: as many bytes of values that the backward pass reads in each.</summary>
    private int[] Segments(int count)
    {
        long all = Crossing().Sum(node => node.Type.Bytes), passed = 0;
        var segmentOf = new int[_schedule.Order.Count];
        for (int i = 0; i < segmentOf.Length; i++)
        {
            segmentOf[i] = i > _turn ? count : (int)Math.Min(count - 1, passed * count / all);
            passed += _schedule.Order[i].Nodes.Where(IsCrossing).Sum(node => node.Type.Bytes);
        }

        return segmentOf;
    }

    private IEnumerable<Node> Crossing() => _schedule.Order.Take(_turn + 1).SelectMany(unit => unit.Nodes).Where(IsCrossing);

    /// <summary>Whether a value is computed before the turn, read after it, and may be computed again: not where variables have changed already.</summary>
    private bool IsCrossing(Node node) =>
        _uses.TryGetValue(node, out List<int>? uses) && uses[^1] > _turn && uses[^1] < _schedule.FirstUpdate && _schedule.Producer(node) is { } producer && _position[producer] <= _turn && !IsHeld(producer);

    private bool IsHeld(Unit unit) => unit.Nodes.Any(_held.Contains);

    private bool IsReadLater(Node node, int[] segmentOf) => _uses[node].Any(use => use <= _turn && segmentOf[use] > segmentOf[At(node)]);

    private int At(Node node) => _position[_schedule.Producer(node)!];

    /// <summary>The position at which most bytes are kept for later, results aside.</summary>
    private int Fullest()
    {
        var change = new long[_schedule.Order.Count + 1];
        foreach ((Node node, List<int> uses) in _uses)
        {
            if (_held.Contains(node)) continue;
            change[At(node)] += node.Type.Bytes;
            change[uses[^1] + 1] -= node.Type.Bytes;
        }

        (int best, long most, long now) = (0, -1, 0);
        for (int i = 0; i < _schedule.FirstUpdate; i++)
        {
            now += change[i];
            if (now > most) (best, most) = (i, now);
        }

        return best;
    }
}
