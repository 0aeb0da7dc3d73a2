using Backprop.Graphs;

namespace Backprop.Plans;

/// <summary>
/// The order in which units run: each after what it reads, depth first from the results, so that values die soon after they are made.
/// Units that serve nothing but updates come last, after the guards have been looked at.
/// </summary>
internal sealed class Schedule
{
    private readonly NodeMap<Unit> _producers;

    public Schedule(List<Unit> units, IReadOnlyList<Node> results, IReadOnlyList<Update> updates)
    {
        _producers = new();
        foreach (Unit unit in units)
        {
            foreach (OperationNode node in unit.Nodes) _producers[node] = unit;
        }

        var visited = new NodeMap<int>();
        var order = new List<Unit>(units.Count);
        foreach (Node result in results) Visit(result, order, visited);
        foreach (Update update in updates) Visit(update.Value, order, visited);
        Order = [.. order.Where(unit => !unit.IsUpdate), .. order.Where(unit => unit.IsUpdate)];
        FirstUpdate = order.Count(unit => !unit.IsUpdate);
    }

    /// <summary>A schedule of units that are in order already.</summary>
    public Schedule(List<Unit> order)
    {
        _producers = new();
        foreach (Unit unit in order)
        {
            foreach (OperationNode node in unit.Nodes) _producers[node] = unit;
        }

        Order = order;
        FirstUpdate = order.Count(unit => !unit.IsUpdate);
    }

    /// <summary>A schedule of the same units in another order, in which some may run again.</summary>
    public Schedule(Schedule other, IEnumerable<Unit> order)
    {
        _producers = other._producers;
        Order = [.. order];
        FirstUpdate = Order.Count(unit => !unit.IsUpdate);
    }

    /// <summary>The units as they run.</summary>
    public List<Unit> Order { get; }

    /// <summary>Where the units that write variables begin.</summary>
    public int FirstUpdate { get; }

    /// <summary>The unit that computes a node, or null for leaves.</summary>
    public Unit? Producer(Node node) => _producers.GetValueOrDefault(Root(node));

    /// <summary>The node in whose memory a node lies: itself, unless it is a view.</summary>
    public static Node Root(Node node)
    {
        while (node is OperationNode { IsView: true } view) node = view.InputSpan[view.Operation.View(view)!.Value.Input];
        return node;
    }

    /// <param name="result">What is asked for.</param>
    /// <param name="order">The units so far.</param>
    /// <param name="visited">For the first node of each unit that was come to, the input that is next.</param>
    // A unit is known by its last node, the only one that no other unit computes, too.
    private void Visit(Node result, List<Unit> order, NodeMap<int> visited)
    {
        if (Producer(result) is not { } start || visited.ContainsKey(start.Nodes[^1])) return;
        visited[start.Nodes[^1]] = 0;
        var open = new Stack<Unit>();
        open.Push(start);
        while (open.TryPeek(out Unit? unit))
        {
            int next = visited[unit.Nodes[^1]];
            if (next == unit.Inputs.Count)
            {
                open.Pop();
                order.Add(unit);
                continue;
            }

            visited[unit.Nodes[^1]] = next + 1;
            if (Producer(unit.Inputs[next]) is not { } producer || visited.ContainsKey(producer.Nodes[^1])) continue;
            visited[producer.Nodes[^1]] = 0;
            open.Push(producer);
        }
    }
}
