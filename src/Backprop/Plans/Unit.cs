using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Plans;

/// <summary>What one kernel call computes: one node, several elementwise nodes fused into one program, or nodes that one kernel combines without keeping what lies between.</summary>
/// <param name="nodes">The nodes, inputs before what uses them.</param>
/// <param name="isUpdate">Whether the unit serves nothing but updates.</param>
/// <param name="combined">The kernel that combines the nodes into the last of them.</param>
internal sealed class Unit(IReadOnlyList<OperationNode> nodes, bool isUpdate, Func<Memory, Kernel>? combined = null)
{
    /// <summary>The nodes, inputs before what uses them.</summary>
    public IReadOnlyList<OperationNode> Nodes => nodes;

    /// <summary>Whether the nodes run as an elementwise program.</summary>
    public bool IsProgram => combined is null && Fusion.IsElementwise(nodes[0]);

    /// <summary>The kernel that combines the nodes into the last of them, or null.</summary>
    public Func<Memory, Kernel>? Combined => combined;

    /// <summary>Whether the unit serves nothing but updates, and therefore waits for the guards.</summary>
    public bool IsUpdate => isUpdate;

    /// <summary>The nodes of other units, and leaves, that this one reads, each once, in order of first use. Views are named by themselves.</summary>
    public IReadOnlyList<Node> Inputs { get; } = Collect(nodes, combined is not null);

    /// <summary>Follows the order of creation, as <see cref="NodeComparer"/> does.</summary>
    public override int GetHashCode() => (int)nodes[0].Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    private static List<Node> Collect(IReadOnlyList<OperationNode> nodes, bool byViews)
    {
        var own = new HashSet<Node>(nodes, NodeComparer.Instance);
        var seen = new HashSet<Node>(NodeComparer.Instance);
        var inputs = new List<Node>();
        foreach (OperationNode node in nodes)
        {
            foreach (Node input in node.Inputs)
            {
                if (!own.Contains(byViews ? Schedule.Root(input) : input) && seen.Add(input)) inputs.Add(input);
            }
        }

        return inputs;
    }
}
