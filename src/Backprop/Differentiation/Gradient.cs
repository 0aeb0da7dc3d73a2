using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Differentiation;

/// <summary>
/// Reverse-mode differentiation: walks from a scalar back to what it depends on and adds, for every node on the way, the node of its gradient
/// (its adjoint) to the same graph. A gradient is an expression like any other: it can be printed, evaluated and differentiated again,
/// and whatever it shares with the forward pass is one node, computed once.
/// </summary>
public static class Gradient
{
    /// <summary>The gradient of a scalar with respect to one node: an expression of the node's shape.</summary>
    /// <param name="scalar">A node of one element.</param>
    /// <param name="with">A variable, or any node that the scalar is computed from. Where the scalar does not depend on it, the gradient is 0.</param>
    /// <exception cref="ArgumentException">The scalar has more than one element, or is not a float.</exception>
    /// <exception cref="InvalidOperationException">Every path between the two passes an operation without a derivative.</exception>
    public static Node Of(Node scalar, Node with) => Of(scalar, [with])[0];

    /// <summary>The gradients of a scalar with respect to several nodes.</summary>
    /// <inheritdoc cref="Of(Node, Node)"/>
    public static IReadOnlyList<Node> Of(Node scalar, IReadOnlyList<Node> with)
    {
        GradientRecord record = Record(scalar, with);
        return [.. with.Select(record.Of)];
    }

    /// <summary>The gradients together with how they came about: each node's adjoint and each edge's contribution.</summary>
    /// <inheritdoc cref="Of(Node, Node)"/>
    public static GradientRecord Record(Node scalar, IReadOnlyList<Node> with)
    {
        ArgumentNullException.ThrowIfNull(scalar);
        ArgumentNullException.ThrowIfNull(with);
        if (!scalar.DType.IsFloat || scalar.Shape.Size != 1) throw new ArgumentException($"A gradient is taken of one float number; {scalar} is {scalar.Type}. Take the sum or the mean first.", nameof(scalar));
        IReadOnlyList<Node> order = Graph.Order(scalar);
        NodeSet active = Active(order, with);
        var record = new GradientRecord(scalar);
        record.Add(scalar, null, 0, Functions.BroadcastTo(Functions.Like(scalar, 1), scalar.Shape));
        for (int i = order.Count - 1; i >= 0; i--)
        {
            if (order[i] is not OperationNode node || !active.Contains(node) || record.Adjoint(node) is not { } upstream) continue;
            if (Stop(node) is { } reason)
            {
                record.Stop(node, reason);
                continue;
            }

            Node?[] contributions = node.Operation.Gradient(node, upstream);
            for (int input = 0; input < contributions.Length; input++)
            {
                if (contributions[input] is not { } contribution || !active.Contains(node.InputSpan[input])) continue;
                record.Add(node.InputSpan[input], node, input, Unbroadcast(contribution, node.InputSpan[input].Shape));
            }
        }

        return record;
    }

    /// <summary>Why no gradient passes a node, or null. Numbers that were made whole on the way have lost theirs, also where they become floats again.</summary>
    internal static string? Stop(OperationNode node) =>
        node.Operation is Cast && node.Inputs[0].DType is (DType.Int32 or DType.Int64) ? "it takes whole numbers, which change in steps" : node.Operation.NotDifferentiable;

    /// <summary>The nodes through which the scalar depends on what is asked for.</summary>
    private static NodeSet Active(IReadOnlyList<Node> order, IReadOnlyList<Node> with)
    {
        var active = new NodeSet(with);
        foreach (Node node in order)
        {
            foreach (Node input in node.InputSpan)
            {
                if (active.Contains(input))
                {
                    active.Add(node);
                    break;
                }
            }
        }

        return active;
    }

    /// <summary>Undoes broadcasting: an input that was repeated receives the sum over its copies. The only place where this happens.</summary>
    internal static Node Unbroadcast(Node contribution, Shape shape)
    {
        if (contribution.Shape == shape) return contribution;
        int extra = contribution.Shape.Rank - shape.Rank;
        var axes = new List<int>();
        for (int axis = 0; axis < contribution.Shape.Rank; axis++)
        {
            if (axis < extra || (shape[axis - extra] == 1 && contribution.Shape[axis] != 1)) axes.Add(axis);
        }

        return Functions.Reshape(Functions.Sum(contribution, axes), shape);
    }
}
