using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Explanations.Auditing;

/// <summary>What somebody does differently while going back through the graph.</summary>
internal abstract class ChainEdit
{
    /// <summary>The gradient of a node, once all that contributes to it has done so; null when nothing has.</summary>
    public virtual Node? Adjoint(Node node, Node? adjoint, Chain chain) => adjoint;

    /// <summary>What a node passes on to its inputs, before broadcasting is undone.</summary>
    public virtual Node?[] Contribute(OperationNode node, Node upstream, Node?[] contributions, Chain chain) => contributions;

    /// <summary>The contributions that a node keeps, in the order in which they came.</summary>
    public virtual IReadOnlyList<(OperationNode Consumer, Node Value)> Keep(Node node, IReadOnlyList<(OperationNode Consumer, Node Value)> contributions) => contributions;
}

/// <summary>Reverse mode with changes: the same walk as <see cref="Gradient"/>, in which edits may replace what each node passes on.</summary>
internal sealed class Chain
{
    private readonly Dictionary<Node, List<(OperationNode Consumer, Node Value)>> _contributions = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Node, Node?> _adjoints = new(ReferenceEqualityComparer.Instance);
    private readonly IReadOnlyList<ChainEdit> _edits;

    private Chain(IReadOnlyList<ChainEdit> edits) => _edits = edits;

    /// <summary>Goes back from a scalar.</summary>
    /// <param name="scalar">The loss.</param>
    /// <param name="with">What gradients are wanted of.</param>
    /// <param name="edits">What is done differently.</param>
    public static Chain Back(Node scalar, IReadOnlyList<Node> with, params IReadOnlyList<ChainEdit> edits)
    {
        IReadOnlyList<Node> order = Graph.Order(scalar);
        var active = new HashSet<Node>(with, ReferenceEqualityComparer.Instance);
        foreach (Node node in order)
        {
            if (node.Inputs.Any(active.Contains)) active.Add(node);
        }

        var chain = new Chain(edits);
        chain._adjoints[scalar] = Functions.BroadcastTo(Functions.Like(scalar, 1), scalar.Shape);
        for (int i = order.Count - 1; i >= 0; i--)
        {
            if (order[i] is not OperationNode node || !active.Contains(node) || chain.Of(node) is not { } upstream || Gradient.Stop(node) is not null) continue;
            Node?[] contributions = node.Operation.Gradient(node, upstream);
            foreach (ChainEdit edit in edits) contributions = edit.Contribute(node, upstream, contributions, chain);
            for (int input = 0; input < contributions.Length; input++)
            {
                if (contributions[input] is { } contribution && active.Contains(node.Inputs[input])) chain.Add(node.Inputs[input], node, Gradient.Unbroadcast(contribution, node.Inputs[input].Shape));
            }
        }

        return chain;
    }

    /// <summary>The gradient of a node that the walk has passed; null where nothing reached it.</summary>
    public Node? Of(Node node)
    {
        if (_adjoints.TryGetValue(node, out Node? known)) return known;
        Node? adjoint = null;
        if (_contributions.TryGetValue(node, out List<(OperationNode Consumer, Node Value)>? list))
        {
            IReadOnlyList<(OperationNode Consumer, Node Value)> kept = list;
            foreach (ChainEdit edit in _edits) kept = edit.Keep(node, kept);
            if (kept.Count > 0) adjoint = ContributionSum.Of([.. kept.Select(entry => entry.Value)]);
        }

        foreach (ChainEdit edit in _edits) adjoint = edit.Adjoint(node, adjoint, this);
        return _adjoints[node] = adjoint;
    }

    private void Add(Node node, OperationNode consumer, Node value)
    {
        if (!_contributions.TryGetValue(node, out List<(OperationNode Consumer, Node Value)>? list)) _contributions[node] = list = [];
        list.Add((consumer, value));
    }
}
