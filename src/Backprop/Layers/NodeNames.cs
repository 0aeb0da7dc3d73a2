using Backprop.Graphs;

namespace Backprop.Layers;

/// <summary>Where a node comes from.</summary>
/// <param name="Layer">The layer's name, with the names of the layers around it: "encoder/dense".</param>
/// <param name="Call">Which call of the layer in this graph, from 0.</param>
/// <param name="Step">Which time step of a recurrent layer, from 0; 0 elsewhere.</param>
/// <param name="Name">What the layer calls it: "z", "a", "mean".</param>
public sealed record NodeOrigin(string Layer, int Call, int Step, string Name)
{
    /// <summary>For example "dense/z", in a second call "dense[1]/z", in time step 3 "lstm/h(3)".</summary>
    public override string ToString() => $"{Layer}{(Call == 0 ? "" : $"[{Call}]")}/{Name}{(Step == 0 ? "" : $"({Step})")}";
}

/// <summary>
/// What layers call their nodes. It stands beside the graph: names take no part in the equality of nodes, so two layers that compute the same
/// still share the node, which then has two origins.
/// </summary>
public sealed class NodeNames
{
    private readonly Dictionary<Node, List<NodeOrigin>> _origins = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<NodeOrigin, Node> _nodes = [];

    /// <summary>All names in the order in which they were given.</summary>
    public IReadOnlyDictionary<NodeOrigin, Node> All => _nodes;

    /// <summary>The names of a node; none for most.</summary>
    public IReadOnlyList<NodeOrigin> Of(Node node) => _origins.TryGetValue(node, out List<NodeOrigin>? origins) ? origins : [];

    /// <summary>The node with a name in a layer.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Node Find(string layer, string name, int call = 0, int step = 0) =>
        _nodes.TryGetValue(new NodeOrigin(layer, call, step, name), out Node? node) ? node
        : throw new KeyNotFoundException($"The layer {layer} has no node {name} in call {call}. Named are {string.Join(", ", _nodes.Keys)}.");

    internal void Add(NodeOrigin origin, Node node)
    {
        _nodes[origin] = node;
        if (!_origins.TryGetValue(node, out List<NodeOrigin>? origins)) _origins[node] = origins = [];
        origins.Add(origin);
    }
}
