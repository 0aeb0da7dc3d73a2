using Backprop.Graphs;

namespace Backprop.Plans;

/// <summary>
/// Which updates may write their variable's memory directly: those computed after the guards, by a unit after which nobody reads the old value.
/// The unit itself may read the old value only element for element.
/// </summary>
internal sealed class InPlaceUpdates
{
    private readonly Dictionary<Node, Variable> _targets = new(NodeComparer.Instance);
    private readonly HashSet<Variable> _variables = new(NodeComparer.Instance);

    public InPlaceUpdates(Schedule schedule, IReadOnlyList<Update> updates)
    {
        var position = new Dictionary<Unit, int>();
        var lastReader = new Dictionary<Node, int>(NodeComparer.Instance);
        for (int i = 0; i < schedule.Order.Count; i++)
        {
            if (schedule.Order[i].IsUpdate) position[schedule.Order[i]] = i;
            foreach (Node input in schedule.Order[i].Inputs)
            {
                if (Schedule.Root(input) is Variable variable) lastReader[variable] = i;
            }
        }

        // Values that another update copies out of a variable at the very end must be old ones.
        var copied = new HashSet<Node>(updates.Select(update => Schedule.Root(update.Value)).OfType<Variable>(), NodeComparer.Instance);
        foreach (Update update in updates)
        {
            if (update.Value is not OperationNode node || schedule.Producer(node) is not { IsUpdate: true } unit || !ReferenceEquals(Schedule.Root(node), node)) continue;
            int own = position[unit];
            bool readLater = lastReader.GetValueOrDefault(update.Variable, -1) > own || copied.Contains(update.Variable);
            bool readHere = unit.Inputs.Any(input => ReferenceEquals(Schedule.Root(input), update.Variable));
            bool elementwise = unit.IsProgram && unit.Inputs.All(input => !ReferenceEquals(Schedule.Root(input), update.Variable) || ReferenceEquals(input, update.Variable));
            if (readLater || (readHere && !elementwise) || !_targets.TryAdd(node, update.Variable)) continue;
            _variables.Add(update.Variable);
        }
    }

    public bool Contains(Update update) => _variables.Contains(update.Variable);

    /// <summary>The variable in whose memory a node is computed, or null.</summary>
    public Variable? Target(Node node) => _targets.GetValueOrDefault(node);
}
