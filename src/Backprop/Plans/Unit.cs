using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Plans;

/// <summary>What one kernel call computes: one node, several elementwise nodes fused into one program, nodes that one kernel combines without keeping what lies between, or several units that go through rows together.</summary>
/// <param name="nodes">The nodes, inputs before what uses them.</param>
/// <param name="isUpdate">Whether the unit serves nothing but updates.</param>
/// <param name="combined">The kernel that combines the nodes into the last of them.</param>
internal sealed class Unit(IReadOnlyList<OperationNode> nodes, bool isUpdate, Func<Memory, Kernel>? combined = null)
{
    private const int Short = 8;

    /// <summary>Units that run one after the other on each block of rows.</summary>
    public Unit(IReadOnlyList<Unit> parts, int rows)
        : this([.. parts.SelectMany(part => part.Nodes)], parts[0].IsUpdate) => (Parts, Rows) = (parts, rows);

    /// <summary>The units that share the rows, in order; none if it is a unit by itself.</summary>
    public IReadOnlyList<Unit> Parts { get; } = [];

    /// <summary>The number of rows that <see cref="Parts"/> share.</summary>
    public int Rows { get; }

    /// <summary>The nodes, inputs before what uses them.</summary>
    public IReadOnlyList<OperationNode> Nodes => nodes;

    /// <summary>Whether the nodes run as an elementwise program.</summary>
    public bool IsProgram => combined is null && Parts.Count == 0 && Fusion.IsElementwise(nodes[0]);

    /// <summary>The kernel that combines the nodes into the last of them, or null.</summary>
    public Func<Memory, Kernel>? Combined => combined;

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
        // Most units are short: looking through a list is then faster than a table.
        HashSet<Node>? members = nodes.Count > Short ? new HashSet<Node>(nodes, NodeComparer.Instance) : null, seen = members is null ? null : new HashSet<Node>(NodeComparer.Instance);
        var inputs = new List<Node>(nodes.Count == 1 ? nodes[0].InputSpan.Length : 4);
        foreach (OperationNode node in nodes)
        {
            foreach (Node input in node.InputSpan)
            {
                Node own = Schedule.Root(input);
                if (members is null ? Contains(nodes, own) : members.Contains(own)) continue;
                if (seen is null && inputs.Count <= Short ? !Contains(inputs, input) : (seen ??= new HashSet<Node>(inputs, NodeComparer.Instance)).Add(input)) inputs.Add(input);
            }
        }

        return inputs;
    }

    private static bool Contains(IReadOnlyList<Node> nodes, Node node)
    {
        for (int i = 0; i < nodes.Count; i++)
        {
            if (ReferenceEquals(nodes[i], node)) return true;
        }

        return false;
    }
}
