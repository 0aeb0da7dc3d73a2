using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Explanations.Memoizing;

/// <summary>What is kept in memory for one purpose.</summary>
/// <param name="Nodes">The nodes whose numbers are kept; views of others' memory are not counted again.</param>
public sealed record MemoryShelf(IReadOnlyList<OperationNode> Nodes)
{
    /// <summary>The bytes of all of them.</summary>
    public long Bytes => Nodes.Sum(node => (long)node.Shape.Size * node.DType.Bytes);

    /// <summary>
    /// The values of the forward pass that the backward pass reads again. This is what checkpointing trades for computing time. Weights and data, which are
    /// there anyway, are not among them.
    /// </summary>
    internal static MemoryShelf Values(Node loss, GradientRecord record, IEnumerable<Node> gradients)
    {
        IReadOnlyList<Node> order = Graph.Order(loss);
        var forward = new HashSet<Node>(order, ReferenceEqualityComparer.Instance);
        var kept = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        foreach (Node node in Graph.Order(gradients))
        {
            if (forward.Contains(node)) continue;
            foreach (Node input in node.Inputs)
            {
                if (forward.Contains(input)) kept.Add(Base(input));
            }
        }

        return new MemoryShelf([.. order.OfType<OperationNode>().Where(node => kept.Contains(node) && DependsOnData(node))]);
    }

    /// <summary>The adjoints (δ): what the loss changes by with each number on the way, computed once and read by everything before it. This is the memoization.</summary>
    internal static MemoryShelf Adjoints(Node loss, GradientRecord record)
    {
        IReadOnlyList<Node> order = Graph.Order(loss);
        var forward = new HashSet<Node>(order, ReferenceEqualityComparer.Instance);
        var seen = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        var adjoints = new List<OperationNode>();
        for (int i = order.Count - 1; i >= 0; i--)
        {
            if (order[i] is OperationNode node && record.Adjoint(node) is { } adjoint && Base(adjoint) is OperationNode held && !forward.Contains(held) && seen.Add(held)) adjoints.Add(held);
        }

        return new MemoryShelf(adjoints);
    }

    /// <summary>The node whose memory a view shows.</summary>
    private static Node Base(Node node)
    {
        while (node is OperationNode operation && operation.Operation.View(operation) is { } view) node = operation.Inputs[view.Input];
        return node;
    }

    /// <summary>Whether it is computed anew in each step, rather than from constants alone.</summary>
    private static bool DependsOnData(OperationNode node) => Graph.Order(node).Any(one => one is Variable or Placeholder);
}
