using Backprop.Graphs;

namespace Backprop.Plans;

/// <summary>What one kernel call computes: one node, or several elementwise nodes fused into one program.</summary>
internal sealed class Unit(IReadOnlyList<OperationNode> nodes, bool isUpdate)
{
    /// <summary>The nodes, inputs before what uses them.</summary>
    public IReadOnlyList<OperationNode> Nodes => nodes;

    /// <summary>Whether the nodes run as an elementwise program.</summary>
    public bool IsProgram => Fusion.IsElementwise(nodes[0]);

    /// <summary>Whether the unit serves nothing but updates, and therefore waits for the guards.</summary>
    public bool IsUpdate => isUpdate;

    /// <summary>The nodes of other units, and leaves, that this one reads, each once, in order of first use. Views are named by themselves.</summary>
    public IReadOnlyList<Node> Inputs { get; } = Collect(nodes);

    /// <summary>Follows the order of creation, as <see cref="NodeComparer"/> does.</summary>
    public override int GetHashCode() => (int)nodes[0].Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    private static List<Node> Collect(IReadOnlyList<OperationNode> nodes)
    {
        var own = new HashSet<Node>(nodes, NodeComparer.Instance);
        var seen = new HashSet<Node>(NodeComparer.Instance);
        var inputs = new List<Node>();
        foreach (OperationNode node in nodes)
        {
            foreach (Node input in node.Inputs)
            {
                if (!own.Contains(input) && seen.Add(input)) inputs.Add(input);
            }
        }

        return inputs;
    }
}
