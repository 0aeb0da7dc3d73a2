using Backprop.Explanations.Auditing;
using Backprop.Graphs;

namespace Backprop.Explanations.Mistakes;

/// <summary>Treats some values as constants: no gradient passes them.</summary>
internal sealed class Stops(IEnumerable<Node> nodes) : ChainEdit
{
    private readonly HashSet<Node> _nodes = new(nodes, ReferenceEqualityComparer.Instance);

    /// <inheritdoc/>
    public override Node? Adjoint(Node node, Node? adjoint, Chain chain) => _nodes.Contains(node) ? null : adjoint;
}
