using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>
/// Joins units that go through the same rows into one call (<see cref="Kernels.RowProgram"/>): around each reduction or softmax along rows, the units before and
/// after it that read or write the same rows. What stands between them in the schedule is put before or after the group, as it depends on it or not.
/// </summary>
internal static class RowGroups
{
    /// <summary>How far from the reduction a unit may stand in the schedule: what stands in between moves, and lives longer for it.</summary>
    private const int Reach = 16;

    /// <summary>Bytes that a group must save from going through memory or the far caches, so that moving from block to block pays.</summary>
    private const long LeastBytes = 128 << 10;

    /// <summary>Bytes that a group must save if some of its programs have no formula (<see cref="Kernels.RowFormulas"/>) and are interpreted block by block.</summary>
    private const long LeastBytesInterpreted = 32 << 20;

    /// <summary>The schedule with what can be joined joined; the same one, if there is nothing.</summary>
    public static Schedule Joined(Schedule schedule, IEnumerable<Node> results)
    {
        List<Unit> order = schedule.Order;
        if (!order.Exists(unit => Rows.Of(unit) > 0 && Bytes(unit.Nodes[0].Inputs[0]) >= LeastBytes)) return schedule;
        var readers = new Dictionary<Node, int>(NodeComparer.Instance);
        foreach (Node root in order.SelectMany(unit => unit.Inputs).Concat(results).Select(Schedule.Root)) readers[root] = readers.GetValueOrDefault(root) + 1;
        var result = new List<Unit>(order);
        int done = 0;
        bool hasAny = false;
        for (int i = 0; i < result.Count; i++)
        {
            int rows = Rows.Of(result[i]);
            if (rows == 0 || Bytes(result[i].Nodes[0].Inputs[0]) < LeastBytes) continue;
            var search = new Search(result, i, rows, Math.Max(done, i - Reach), Math.Min(schedule.FirstUpdate + result.Count - order.Count, i + Reach + 1));
            if (search.Saved < LeastBytes || (search.Saved < LeastBytesInterpreted && search.IsInterpreted(readers))) continue;
            search.Replace();
            hasAny = true;
            done = search.Position + 1;
            i = search.Position;
        }

        return hasAny ? new Schedule(result) : schedule;
    }

    private static long Bytes(Node node) => node.Type.Bytes;

    /// <summary>The group around one unit.</summary>
    private sealed class Search
    {
        private readonly List<Unit> _order;
        private readonly int _first, _end, _rows;
        private readonly List<Unit> _before = [], _members = [], _after = [];
        private readonly HashSet<Node> _written = new(NodeComparer.Instance), _read = new(NodeComparer.Instance), _later = new(NodeComparer.Instance);

        public Search(List<Unit> order, int anchor, int rows, int first, int end)
        {
            (_order, _rows, _first, _end) = (order, rows, first, end);
            Join(order[anchor], 0);
            // What the units in front of the group read must be computed in front of it.
            var needed = new HashSet<Node>(NodeComparer.Instance);
            for (int i = anchor - 1; i >= first; i--)
            {
                Unit unit = order[i];
                if (!unit.Nodes.Any(needed.Contains) && (unit.Nodes.Any(_read.Contains) || SharesInput(unit)) && Rows.Fit(unit, rows) && _members.TrueForAll(member => ReadsRows(member, unit.Nodes)))
                {
                    Join(unit, 0);
                    continue;
                }

                _before.Insert(0, unit);
                foreach (Node input in unit.Inputs) needed.Add(Schedule.Root(input));
            }

            for (int i = anchor + 1; i < end; i++)
            {
                Unit unit = order[i];
                bool readsGroup = unit.Inputs.Any(input => _written.Contains(Schedule.Root(input))), readsLater = unit.Inputs.Any(input => _later.Contains(Schedule.Root(input)));
                if (!readsLater && (readsGroup || SharesInput(unit)) && Rows.Fit(unit, rows) && ReadsRows(unit, _written)) Join(unit, _members.Count);
                else if (!readsGroup && !readsLater) _before.Add(unit);
                else
                {
                    _after.Add(unit);
                    foreach (Node node in unit.Nodes) _later.Add(node);
                }
            }

            Position = first + _before.Count;
            Saved = _members.Count < 2 ? 0 : Savings();
        }

        /// <summary>Where the group stands in the new order.</summary>
        public int Position { get; }

        /// <summary>The bytes that no longer go through memory.</summary>
        public long Saved { get; }

        /// <summary>Whether something large has no formula.</summary>
        public bool IsInterpreted(Dictionary<Node, int> readers)
        {
            var inside = new Dictionary<Node, int>(NodeComparer.Instance);
            foreach (Node root in _members.SelectMany(unit => unit.Inputs).Select(Schedule.Root)) inside[root] = inside.GetValueOrDefault(root) + 1;
            List<RowStep> steps = RowStep.Of(_members, _rows, node => readers.GetValueOrDefault(node) > inside.GetValueOrDefault(node));
            return steps.Exists(step => step.Expression is null && step.Part.IsProgram && step.Part.Nodes[0].Shape.Size > _rows);
        }

        public void Replace()
        {
            _order.RemoveRange(_first, _end - _first);
            _order.InsertRange(_first, [.. _before, new Unit(_members, _rows), .. _after]);
        }

        private void Join(Unit unit, int at)
        {
            _members.Insert(at, unit);
            foreach (Node node in unit.Nodes) _written.Add(node);
            foreach (Node input in unit.Inputs) _read.Add(Schedule.Root(input));
        }

        private bool SharesInput(Unit unit) => unit.Inputs.Any(input => Bytes(input) >= LeastBytes && _read.Contains(Schedule.Root(input)));

        /// <summary>Whether what a unit reads of the group has a row for each row: a view of a part has not.</summary>
        private bool ReadsRows(Unit unit, IEnumerable<Node> written) => unit.Inputs.All(input => !written.Contains(Schedule.Root(input)) || IsRows(input, unit));

        private bool IsRows(Node input, Unit unit)
        {
            if (Bytes(input) != Bytes(Schedule.Root(input))) return false;
            Shape shape = input.Shape;
            if (Rows.Axes(shape, _rows) == 0 || Rows.Axes(Schedule.Root(input).Shape, _rows) == 0) return false;
            return !unit.IsProgram || Rows.Kind(shape, unit.Nodes[0].Shape, Rows.Axes(unit.Nodes[0].Shape, _rows)) == true;
        }

        private long Savings()
        {
            var seen = new Dictionary<Node, int>(NodeComparer.Instance);
            foreach (Unit unit in _members)
            {
                foreach (Node root in unit.Inputs.Select(Schedule.Root)) seen[root] = seen.GetValueOrDefault(root) + 1;
            }

            return seen.Sum(entry => Bytes(entry.Key) * (entry.Value - (_written.Contains(entry.Key) ? 0 : 1)));
        }
    }
}
