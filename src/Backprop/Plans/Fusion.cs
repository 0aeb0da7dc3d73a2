using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>
/// Groups elementwise nodes into programs. Every node has a level: one more than its inputs', except that an elementwise node stays on the level of
/// an elementwise input of the same shape and number type. Nodes of equal level, shape and type cannot depend on each other by way of anything
/// outside, so any set of them can run as one program; those that are connected do.
/// </summary>
internal static class Fusion
{
    /// <summary>Programs longer than this are cut, so that one block of every live value stays in the cache and plans stay quick to make.</summary>
    private const int LongestProgram = 64;

    /// <summary>How far back it is looked whether a node can move to a later program together with what it is computed from.</summary>
    private const int DeepestMove = 4;

    public static bool IsElementwise(OperationNode node) =>
        node.Operation is ElementwiseOperation { IsFusable: true } || (node.Operation is BroadcastTo && node.DType != DType.Bool);

    /// <summary>The units that compute every operation node that is not a view; not in order.</summary>
    /// <param name="order">All nodes, inputs first.</param>
    /// <param name="combined">The units that kernels combine, which are not taken apart.</param>
    /// <param name="needed">The nodes that must be computed before the guards are looked at; the rest only serves updates and is kept apart.</param>
    public static List<Unit> Units(IReadOnlyList<Node> order, WindowUnits combined, HashSet<Node> needed)
    {
        Dictionary<Node, int> levels = Levels(order);
        var layers = new Dictionary<(int Level, Shape Shape, DType Type, bool Needed), List<OperationNode>>();
        List<Unit> units = [.. combined.Units];
        foreach (Node node in order)
        {
            int level = levels[node];
            if (node is not OperationNode operation || operation.Operation.View(operation) is not null) continue;
            if (combined.Contains(operation)) continue;
            if (!IsElementwise(operation))
            {
                units.Add(new Unit([operation], !needed.Contains(node)));
                continue;
            }

            (int, Shape, DType, bool) key = (level, node.Shape, ComputeType(operation), needed.Contains(node));
            if (!layers.TryGetValue(key, out List<OperationNode>? layer)) layers[key] = layer = [];
            layer.Add(operation);
        }

        foreach (List<OperationNode> layer in layers.Values)
        {
            foreach (List<OperationNode> component in Components(layer))
            {
                // Cut in order: a later piece reads only earlier ones.
                for (int start = 0; start < component.Count; start += LongestProgram) units.Add(new Unit(component.GetRange(start, Math.Min(LongestProgram, component.Count - start)), !needed.Contains(component[0])));
            }
        }

        return units;
    }

    /// <summary>The number type that an elementwise node computes in.</summary>
    public static DType ComputeType(OperationNode node)
    {
        foreach (Node input in node.Inputs)
        {
            if (input.DType != DType.Bool) return input.DType;
        }

        return node.DType == DType.Bool ? DType.Float32 : node.DType;
    }

    private static Dictionary<Node, int> Levels(IReadOnlyList<Node> order)
    {
        var levels = new Dictionary<Node, int>(order.Count, NodeComparer.Instance);
        foreach (Node node in order) levels[node] = Level(node, levels);

        // A node all of whose readers are in one later program moves there, if no more has to be kept for it than the node itself: then it is never stored.
        var readers = new Dictionary<Node, List<OperationNode>>(NodeComparer.Instance);
        foreach (OperationNode node in order.OfType<OperationNode>())
        {
            foreach (Node input in node.Inputs)
            {
                if (!readers.TryGetValue(input, out List<OperationNode>? list)) readers[input] = list = [];
                list.Add(node);
            }
        }

        for (int i = order.Count - 1; i >= 0; i--)
        {
            if (order[i] is not OperationNode node || node.Operation.View(node) is not null || !IsElementwise(node) || !readers.TryGetValue(node, out List<OperationNode>? uses)) continue;
            if (uses.All(use => levels[use] == levels[uses[0]] && CanShare(use, node)) && KeptInstead(node, DeepestMove) <= 1) levels[node] = levels[uses[0]];
        }

        return levels;

        // How many values of the node's shape would be stored for it if it were computed later: not those that are stored anyway because something later reads them, and for
        // those that nothing else reads, what they are computed from.
        int KeptInstead(OperationNode node, int depth)
        {
            int kept = 0;
            foreach (Node input in node.Inputs)
            {
                if (input is not OperationNode operand || operand.Shape != node.Shape) continue;
                List<OperationNode> uses = readers[operand];
                if (uses.Any(use => levels[use] > levels[operand])) continue;
                kept += depth > 0 && uses.Count == 1 && CanShare(node, operand) ? KeptInstead(operand, depth - 1) : 1;
                if (kept > 1) break;
            }

            return kept;
        }
    }

    private static int Level(Node node, Dictionary<Node, int> levels)
    {
        if (node is not OperationNode operation) return 0;
        bool isView = operation.Operation.View(operation) is not null;
        bool elementwise = !isView && IsElementwise(operation);
        int level = 0;
        foreach (Node input in node.Inputs)
        {
            bool stays = isView || input is not OperationNode || (elementwise && input is OperationNode other && CanShare(operation, other));
            level = Math.Max(level, levels[input] + (stays ? 0 : 1));
        }

        return level;
    }

    private static bool CanShare(OperationNode node, OperationNode input) =>
        node.Operation.View(node) is null && IsElementwise(node) && input.Operation.View(input) is null && IsElementwise(input) && input.Shape == node.Shape && ComputeType(input) == ComputeType(node);

    /// <summary>The connected parts of a layer: nodes belong together when one reads the other or both read the same value of their shape.</summary>
    private static IEnumerable<List<OperationNode>> Components(List<OperationNode> layer)
    {
        if (layer.Count == 1) return [layer];
        var index = new Dictionary<Node, int>(NodeComparer.Instance);
        var parent = new int[layer.Count];
        for (int i = 0; i < layer.Count; i++)
        {
            parent[i] = i;
            index.TryAdd(layer[i], i);
            foreach (Node input in layer[i].Inputs)
            {
                if (input.Shape != layer[i].Shape || input is Constant) continue;
                if (index.TryGetValue(input, out int other)) parent[Root(i)] = Root(other);
                else index[input] = i;
            }
        }

        return layer.Select((node, i) => (node, Root: Root(i))).GroupBy(pair => pair.Root, pair => pair.node).Select(group => group.ToList());

        int Root(int i)
        {
            while (parent[i] != i) i = parent[i] = parent[parent[i]];
            return i;
        }
    }
}
