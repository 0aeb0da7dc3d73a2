using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>
/// Concatenations along the first axis whose parts are computed where they are to lie, so that nothing is left to do: the states and gradients of all steps of a recurrent layer, which one product reads together.
/// The price is that the whole lives from its first part on.
/// </summary>
internal sealed class StackedInPlace
{
    private readonly Dictionary<Node, List<Node>> _parts = new(NodeComparer.Instance);

    private StackedInPlace()
    {
    }

    /// <param name="schedule">The units in order.</param>
    /// <param name="taken">Values that have their place by something else.</param>
    public StackedInPlace(Schedule schedule, IEnumerable<Node> taken)
    {
        var placed = new NodeSet();
        foreach (Node node in taken) placed.Add(node);
        for (int i = 0; i < schedule.FirstUpdate; i++)
        {
            if (schedule.Order[i].Nodes is not [{ Operation: Concatenate } whole] || placed.Contains(whole) || Parts(whole, schedule, placed) is not { } parts) continue;
            _parts[whole] = parts;
            foreach (Node node in parts) placed.Add(node);
            placed.Add(whole);
        }
    }

    /// <summary>No stack in place: every one is copied.</summary>
    public static StackedInPlace None { get; } = new();

    /// <summary>The concatenations and their parts, in order.</summary>
    public IReadOnlyDictionary<Node, List<Node>> PartsOf => _parts;

    /// <summary>The parts of a concatenation, as the values in whose memory they lie; null where one of them cannot be computed there.</summary>
    private static List<Node>? Parts(OperationNode whole, Schedule schedule, NodeSet placed)
    {
        if (whole.Shape[..((Concatenate)whole.Operation).Axis].Size != 1) return null;
        var parts = new List<Node>(whole.Inputs.Count);
        var seen = new NodeSet();
        foreach (Node input in whole.InputSpan)
        {
            Node part = Schedule.Root(input);
            // Whole lines of the cache: kernels may write up to the end of the last one.
            if (schedule.Producer(part) is not { IsUpdate: false } || part.Shape.Size != input.Shape.Size || part.Type.Bytes % Storage.Alignment != 0 || placed.Contains(part) || !seen.Add(part)) return null;
            parts.Add(part);
        }

        return parts;
    }
}
