using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Differentiation;

/// <summary>
/// The same expressions with less work and the same bits: each operation's own rule is applied wherever it holds, and small constant parts are computed once.
/// Old and new nodes are recorded, so that what is run can be told in terms of what was written.
/// </summary>
public sealed class Simplification
{
    private const int SmallConstant = 16;
    private readonly NodeMap<Node> _simplified = new();

    private Simplification(IReadOnlyList<Node> order, Func<OperationNode, Node, Node>? replace)
    {
        foreach (Node node in order)
        {
            Node simplified = node;
            if (node is OperationNode operation)
            {
                simplified = Simplify(operation);
                if (replace is not null) simplified = replace(operation, simplified);
            }

            _simplified[node] = simplified;
        }
    }

    /// <summary>The node that stands for an old one, possibly the same.</summary>
    /// <exception cref="KeyNotFoundException">The old node was not part of the expressions.</exception>
    public Node this[Node old] => _simplified[old];

    /// <summary>Simplifies the outputs and everything that they depend on.</summary>
    public static Simplification Of(IEnumerable<Node> outputs) => new(Graph.Order(outputs), null);

    /// <summary>Simplifies nodes that are in order, and lets somebody replace each simplified node by another of the same value: the node as it was written, and as it is.</summary>
    internal static Simplification Of(IReadOnlyList<Node> order, Func<OperationNode, Node, Node> replace) => new(order, replace);

    private Node Simplify(OperationNode old)
    {
        Node[]? inputs = null;
        ReadOnlySpan<Node> before = old.InputSpan;
        for (int i = 0; i < before.Length; i++)
        {
            Node input = _simplified[before[i]];
            if (ReferenceEquals(input, before[i])) continue;
            inputs ??= before.ToArray();
            inputs[i] = input;
        }

        Node node = inputs is null ? old : OperationNode.Of(old.Operation, inputs);
        while (node is OperationNode operation && operation.Operation.Simplify(operation) is { } simpler) node = simpler;
        return node is OperationNode constant && IsConstant(constant.InputSpan) && constant.Shape.Size <= SmallConstant ? Fold(constant) : node;
    }

    private static bool IsConstant(ReadOnlySpan<Node> inputs)
    {
        foreach (Node input in inputs)
        {
            if (input is not Constant) return false;
        }

        return inputs.Length > 0;
    }

    private static Constant Fold(OperationNode node)
    {
        var value = new Tensor(node.DType, node.Shape);
        node.Operation.Compute([.. node.Inputs.Select(input => ((Constant)input).Value)], value);
        return Constant.Of(value);
    }
}
