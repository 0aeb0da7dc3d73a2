using Backprop.Graphs;

namespace Backprop.Plans;

/// <summary>
/// The order in which units run: each after what it reads, depth first from the results, so that values die soon after they are made.
/// Units that serve nothing but updates come last, after the guards have been looked at.
/// </summary>
internal sealed class Schedule
{
    private readonly Dictionary<Node, Unit> _producers;
    private readonly Dictionary<Unit, int> _state = new();

    public Schedule(List<Unit> units, IReadOnlyList<Node> results, IReadOnlyList<Update> updates)
    {
        _producers = new(NodeComparer.Instance);
        foreach (Unit unit in units)
        {
            foreach (OperationNode node in unit.Nodes) _producers[node] = unit;
        }

        var order = new List<Unit>();
        foreach (Node result in results) Visit(result, order);
        foreach (Update update in updates) Visit(update.Value, order);
        Order = [.. order.Where(unit => !unit.IsUpdate), .. order.Where(unit => unit.IsUpdate)];
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
        while (node is OperationNode operation && operation.Operation.View(operation) is { } view) node = operation.Inputs[view.Input];
        return node;
    }

    private void Visit(Node result, List<Unit> order)
    {
        if (Producer(result) is not { } start || !_state.TryAdd(start, 0)) return;
        var open = new Stack<Unit>();
        open.Push(start);
        while (open.TryPeek(out Unit? unit))
        {
            int next = _state[unit];
            if (next == unit.Inputs.Count)
            {
                open.Pop();
                order.Add(unit);
                continue;
            }

            _state[unit] = next + 1;
            if (Producer(unit.Inputs[next]) is { } producer && _state.TryAdd(producer, 0)) open.Push(producer);
        }
    }
}
