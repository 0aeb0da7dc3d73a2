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

    public static bool IsElementwise(OperationNode node) =>
        node.Operation is ElementwiseOperation { IsFusable: true } || (node.Operation is BroadcastTo && node.DType != DType.Bool);

    /// <summary>The units that compute every operation node that is not a view; not in order.</summary>
    /// <param name="order">All nodes, inputs first.</param>
    /// <param name="windows">The units that kernels combine, which are not taken apart.</param>
    /// <param name="results">Values that are asked for.</param>
    /// <param name="needed">How many nodes, the first ones, must be computed before the guards are looked at; the rest only serves updates and is kept apart.</param>
    public static List<Unit> Units(IReadOnlyList<Node> order, WindowUnits windows, IReadOnlyList<Node> results, int needed)
    {
        var levels = new FusionLevels(order);
        var layers = new Dictionary<(int Level, Shape Shape, DType Type, bool Needed), List<OperationNode>>();
        var products = new ProductUnits(order, levels, windows, results, needed);
        List<Unit> units = [.. windows.Units, .. products.Units];
        for (int i = 0; i < order.Count; i++)
        {
            if (order[i] is not OperationNode { IsView: false } operation || windows.Contains(operation) || products.Contains(operation)) continue;
            bool isNeeded = i < needed;
            if (!levels.IsElementwise(i))
            {
                units.Add(new Unit([operation], !isNeeded));
                continue;
            }

            (int, Shape, DType, bool) key = (levels[i], operation.Shape, levels.Type(i), isNeeded);
            if (!layers.TryGetValue(key, out List<OperationNode>? layer)) layers[key] = layer = new List<OperationNode>(1);
            layer.Add(operation);
        }

        foreach (((_, _, _, bool isNeeded), List<OperationNode> layer) in layers)
        {
            foreach (List<OperationNode> component in Components(layer))
            {
                if (component.Count <= LongestProgram)
                {
                    units.Add(new Unit(component, !isNeeded));
                    continue;
                }

                // Cut in order: a later piece reads only earlier ones.
                for (int start = 0; start < component.Count; start += LongestProgram) units.Add(new Unit(component.GetRange(start, Math.Min(LongestProgram, component.Count - start)), !isNeeded));
            }
        }

        return units;
    }

    /// <summary>The number type that an elementwise node computes in.</summary>
    public static DType ComputeType(OperationNode node)
    {
        foreach (Node input in node.InputSpan)
        {
            if (input.DType != DType.Bool) return input.DType;
        }

        return node.DType == DType.Bool ? DType.Float32 : node.DType;
    }

    /// <summary>The connected parts of a layer: nodes belong together when one reads the other or both read the same value of their shape.</summary>
    private static IEnumerable<List<OperationNode>> Components(List<OperationNode> layer)
    {
        if (layer.Count == 1) return [layer];
        var index = new Dictionary<Node, int>(2 * layer.Count, NodeComparer.Instance);
        var parent = new int[layer.Count];
        for (int i = 0; i < layer.Count; i++)
        {
            parent[i] = i;
            index.TryAdd(layer[i], i);
            foreach (Node input in layer[i].InputSpan)
            {
                if (input.Shape != layer[i].Shape || input is Constant) continue;
                if (index.TryGetValue(input, out int other)) parent[Root(i)] = Root(other);
                else index[input] = i;
            }
        }

        var components = new List<List<OperationNode>>();
        var component = new List<OperationNode>?[layer.Count];
        for (int i = 0; i < layer.Count; i++)
        {
            ref List<OperationNode>? own = ref component[Root(i)];
            if (own is null) components.Add(own = []);
            own.Add(layer[i]);
        }

        return components;

        int Root(int i)
        {
            while (parent[i] != i) i = parent[i] = parent[parent[i]];
            return i;
        }
    }
}
