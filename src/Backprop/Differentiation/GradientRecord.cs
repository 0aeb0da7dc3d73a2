using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Differentiation;

/// <summary>What one consumer of a node adds to the node's gradient: the consumer's adjoint times the local derivative.</summary>
/// <param name="Consumer">The operation that uses the node; null for the scalar itself, whose gradient is 1.</param>
/// <param name="Input">Which of the consumer's inputs the node is.</param>
/// <param name="Value">The contribution, of the node's shape.</param>
public sealed record Contribution(OperationNode? Consumer, int Input, Node Value);

/// <summary>A gradient and how it came about: for each node the adjoint (δ in the literature), and what each edge of the graph contributed to it.</summary>
public sealed class GradientRecord
{
    private readonly NodeMap<Node> _adjoints = new();
    private readonly NodeMap<List<Contribution>> _contributions = new();
    private readonly List<(OperationNode Node, string Reason)> _stops = [];

    internal GradientRecord(Node scalar) => Scalar = scalar;

    /// <summary>What was differentiated.</summary>
    public Node Scalar { get; }

    /// <summary>The gradient with respect to a node: its adjoint, or 0 where the scalar does not depend on it.</summary>
    /// <exception cref="InvalidOperationException">The dependence passes only through operations without a derivative.</exception>
    public Node Of(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (Adjoint(node) is { } adjoint) return adjoint;
        if (_stops.Count > 0) throw new InvalidOperationException($"{Scalar} cannot be differentiated with respect to {node}: the path passes {_stops[0].Node.Operation.Name}, which has no gradient ({_stops[0].Reason}).");
        return Functions.BroadcastTo(Functions.Like(Scalar, 0), node.Shape);
    }

    /// <summary>The adjoint of a node on the way, or null where none was needed.</summary>
    public Node? Adjoint(Node node)
    {
        if (_adjoints.TryGetValue(node, out Node? sum)) return sum;
        if (!_contributions.TryGetValue(node, out List<Contribution>? list)) return null;
        return _adjoints[node] = list.Count == 1 ? list[0].Value : ContributionSum.Of([.. list.Select(contribution => contribution.Value)]);
    }

    /// <summary>The terms that add up to the adjoint of a node, in the order in which they are added.</summary>
    public IReadOnlyList<Contribution> Contributions(Node node) => _contributions.TryGetValue(node, out List<Contribution>? list) ? list : [];

    internal void Add(Node node, OperationNode? consumer, int input, Node contribution)
    {
        if (!_contributions.TryGetValue(node, out List<Contribution>? list)) _contributions[node] = list = new List<Contribution>(1);
        list.Add(new Contribution(consumer, input, contribution));
        _adjoints.Remove(node, out _);
    }

    internal void Stop(OperationNode node, string reason) => _stops.Add((node, reason));
}
