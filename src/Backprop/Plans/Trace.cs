using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>
/// One run in which every node keeps its value: each operation's kernel is called by itself, in order, into memory of its own.
/// Slow and large, but nothing is hidden; a plan computes the same bits.
/// </summary>
public sealed class Trace
{
    private readonly Dictionary<Node, Tensor> _values = new(NodeComparer.Instance);

    private Trace(IReadOnlyList<Node> nodes) => Nodes = nodes;

    /// <summary>The nodes in the order in which they were computed.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>The value of a node.</summary>
    /// <exception cref="KeyNotFoundException">The node was not part of the run.</exception>
    public Tensor this[Node node] => _values.TryGetValue(node, out Tensor? value) ? value : throw new KeyNotFoundException($"{node} was not computed in this run.");

    /// <summary>Whether the node was part of the run.</summary>
    public bool Contains(Node node) => _values.ContainsKey(node);

    /// <summary>Computes the outputs and everything that they depend on. Variables are read as they are; nothing is updated.</summary>
    /// <param name="outputs">What to compute.</param>
    /// <param name="feeds">The values of the placeholders.</param>
    /// <exception cref="ArgumentException">A placeholder has no value, or one of another type.</exception>
    public static Trace Run(IEnumerable<Node> outputs, IReadOnlyDictionary<Placeholder, Tensor>? feeds = null)
    {
        IReadOnlyList<Node> order = Graph.Order(outputs);
        var trace = new Trace(order);
        foreach (Node node in order) trace._values[node] = trace.Value(node, feeds);
        return trace;
    }

    /// <summary>Computes more outputs on top of an earlier run: what that has computed is taken from it, also the values of variables, which may have changed since.</summary>
    internal static Trace Run(IEnumerable<Node> outputs, IReadOnlyDictionary<Placeholder, Tensor> feeds, Trace earlier)
    {
        IReadOnlyList<Node> order = Graph.Order(outputs);
        var trace = new Trace(order);
        foreach (Node node in order) trace._values[node] = earlier.Contains(node) ? earlier[node] : trace.Value(node, feeds);
        return trace;
    }

    private Tensor Value(Node node, IReadOnlyDictionary<Placeholder, Tensor>? feeds)
    {
        switch (node)
        {
            case Variable variable: return variable.Value.Clone();
            case Constant constant: return constant.Value;
            case Placeholder placeholder:
                if (feeds is null || !feeds.TryGetValue(placeholder, out Tensor? fed)) throw new ArgumentException($"The placeholder {placeholder.Name} has no value.", nameof(feeds));
                if (fed.Type != placeholder.Type) throw new ArgumentException($"The placeholder {placeholder.Name} takes {placeholder.Type}; it was given {fed.Type}.", nameof(feeds));
                return fed;
            case OperationNode operation:
                var output = new Tensor(node.DType, node.Shape);
                operation.Operation.Compute([.. operation.Inputs.Select(input => _values[input])], output);
                return output;
            default: throw new InvalidOperationException($"{node} is not a kind of node that has a value.");
        }
    }
}
