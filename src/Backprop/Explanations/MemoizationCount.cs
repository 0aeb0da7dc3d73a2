using System.Numerics;
using Backprop.Graphs;

namespace Backprop.Explanations;

/// <summary>
/// What memoization saves in an expression: how many nodes its graph has, in which equal nodes are one,
/// and how many the same expression would have written out as a tree, each shared part repeated wherever it is used.
/// It counts nodes, not multiplications: a node computes a whole tensor, and what that costs depends on its shape.
/// <see cref="Memoizing.PathCount"/> counts paths and multiplications number by number.
/// </summary>
public sealed class MemoizationCount
{
    private MemoizationCount(int nodes, BigInteger treeNodes, IReadOnlyDictionary<int, int> nodesByUses, IReadOnlyList<(Node Node, int Uses, BigInteger Copies)> uses)
    {
        Uses = uses;
        Nodes = nodes;
        TreeNodes = treeNodes;
        NodesByUses = nodesByUses;
    }

    /// <summary>Nodes of the graph, leaves included: each is computed once.</summary>
    public int Nodes { get; }

    /// <summary>
    /// Nodes of the tree: size(node) = 1 + Σ size(input), summed over the outputs. Exact, however large: where each step uses the one before it twice, it doubles with every step.
    /// </summary>
    public BigInteger TreeNodes { get; }

    /// <summary>Number of uses → how many nodes are used that often. A use is one input of one node; an output that nothing reads has 0.</summary>
    public IReadOnlyDictionary<int, int> NodesByUses { get; }

    /// <summary>Each node with how often it is used, and how often the tree repeats it: an output that nothing reads is there once, an input of it as often as it is used by copies of others.</summary>
    public IReadOnlyList<(Node Node, int Uses, BigInteger Copies)> Uses { get; }

    /// <summary>Nodes that are used more than once, which is what the graph saves.</summary>
    public int SharedNodes => NodesByUses.Where(entry => entry.Key > 1).Sum(entry => entry.Value);

    /// <summary>Counts the nodes that some outputs span.</summary>
    /// <param name="outputs">For a training step the loss and its gradients: what they have in common is counted once.</param>
    public static MemoizationCount Of(params IEnumerable<Node> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        Node[] roots = [.. outputs];
        IReadOnlyList<Node> order = Graph.Order(roots);
        var sizes = new Dictionary<Node, BigInteger>(ReferenceEqualityComparer.Instance);
        var uses = new Dictionary<Node, int>(ReferenceEqualityComparer.Instance);
        foreach (Node node in order)
        {
            BigInteger size = BigInteger.One;
            foreach (Node input in node.Inputs)
            {
                size += sizes[input];
                uses[input] = uses.GetValueOrDefault(input) + 1;
            }

            sizes[node] = size;
        }

        BigInteger tree = roots.Aggregate(BigInteger.Zero, (sum, root) => sum + sizes[root]);
        var copies = order.ToDictionary(node => node, _ => BigInteger.Zero, (IEqualityComparer<Node>)ReferenceEqualityComparer.Instance);
        foreach (Node root in roots) copies[root]++;
        for (int i = order.Count - 1; i >= 0; i--)
        {
            foreach (Node input in order[i].Inputs) copies[input] += copies[order[i]];
        }

        var nodesByUses = new SortedDictionary<int, int>();
        foreach (Node node in order)
        {
            int count = uses.GetValueOrDefault(node);
            nodesByUses[count] = nodesByUses.GetValueOrDefault(count) + 1;
        }

        return new MemoizationCount(order.Count, tree, nodesByUses, [.. order.Select(node => (node, uses.GetValueOrDefault(node), copies[node]))]);
    }
}
