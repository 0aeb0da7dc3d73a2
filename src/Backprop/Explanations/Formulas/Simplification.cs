using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;

namespace Backprop.Explanations.Formulas;

/// <summary>
/// A shorter expression with the same value wherever the first one has one: factors 1 and terms 0 go, numbers are put together, signs move outwards.
/// It is for reading; what is computed is never simplified.
/// </summary>
internal static class Simplification
{
    public static Node Of(Node node)
    {
        var done = new Dictionary<Node, Node>(ReferenceEqualityComparer.Instance);
        foreach (Node next in Graph.Order(node)) done[next] = next is OperationNode operation ? Simplify(operation, [.. operation.Inputs.Select(input => done[input])]) : next;
        return done[node];
    }

    private static Node Simplify(OperationNode node, Node[] inputs)
    {
        // exp(2) says more than 7.38906; arithmetic and comparisons of numbers are numbers.
        bool isArithmetic = node.DType == Tensors.DType.Bool || node.Operation is Add or Subtract or Multiply or Divide or Negate or Square or Power or BroadcastTo or Reshape;
        if (inputs.All(input => input is Constant { Single: not null }) && isArithmetic && node.Shape.Rank == 0)
        {
            double value = OperationNode.Of(node.Operation, inputs).Evaluate().At(0);
            if (double.IsFinite(value)) return Constant.Of(value, node.DType);
        }

        Node? shorter = node.Operation switch
        {
            BroadcastTo or Reshape when inputs[0].Shape == node.Shape => inputs[0],
            LogicalAnd when Number(inputs[0]) == 0 => inputs[0],
            LogicalAnd when Number(inputs[1]) == 0 => inputs[1],
            Where when Number(inputs[0]) is { } condition => inputs[condition != 0 ? 1 : 2],
            Negate => Minus(inputs[0]),
            Add => Sum(inputs[0], inputs[1]),
            Subtract => Difference(inputs[0], inputs[1]),
            Multiply => Product(inputs[0], inputs[1]),
            Divide => Quotient(inputs[0], inputs[1]),
            Reciprocal => Quotient(Functions.Like(inputs[0], 1), inputs[0]),
            Power when Number(inputs[1]) == 1 => inputs[0],
            Power when Number(inputs[1]) == 2 => Functions.Square(inputs[0]),
            _ => null,
        };
        return shorter is not null && shorter.Shape == node.Shape ? shorter : OperationNode.Of(node.Operation, inputs);
    }

    private static Node Sum(Node a, Node b) =>
        Number(a) == 0 ? b : Number(b) == 0 ? a
        : Negated(b) is { } minus ? Difference(a, minus)
        : Negated(a) is { } first ? Difference(b, first)
        : ReferenceEquals(a, b) ? Product(Functions.Like(a, 2), a) : Functions.Add(a, b);

    private static Node Difference(Node a, Node b) =>
        Number(b) == 0 ? a : Number(a) == 0 ? Minus(b)
        : ReferenceEquals(a, b) ? Functions.Like(a, 0)
        : Negated(b) is { } minus ? Sum(a, minus) : Functions.Subtract(a, b);

    private static Node Minus(Node a) => Number(a) is { } number ? Functions.Like(a, -number) : Negated(a) ?? (a is OperationNode { Operation: Subtract } difference ? Functions.Subtract(difference.Inputs[1], difference.Inputs[0]) : Functions.Negate(a));

    private static Node Product(Node a, Node b)
    {
        // Numbers stand in front.
        if (Number(b) is not null && Number(a) is null) (a, b) = (b, a);
        if (Number(a) is { } number)
        {
            if (number == 0) return Functions.Like(b, 0);
            if (number == 1) return b;
            if (number == -1) return Minus(b);
            if (b is OperationNode { Operation: Multiply } inner && Number(inner.Inputs[0]) is { } second) return Product(Functions.Like(a, number * second), inner.Inputs[1]);
            if (b is OperationNode { Operation: Divide } half && Number(half.Inputs[1]) is { } under && number % under == 0) return Product(Functions.Like(a, number / under), half.Inputs[0]);
        }

        if (Negated(a) is { } left) return Minus(Product(left, b));
        if (Negated(b) is { } right) return Minus(Product(a, right));
        if (Number(a) is null && b is OperationNode { Operation: Multiply } factors && Number(factors.Inputs[0]) is not null) return Product(factors.Inputs[0], Product(a, factors.Inputs[1]));
        if (Number(a) is null && a is OperationNode { Operation: Multiply } others && Number(others.Inputs[0]) is not null) return Product(others.Inputs[0], Product(others.Inputs[1], b));
        if (a is OperationNode { Operation: Divide } fraction && Number(fraction.Inputs[0]) == 1) return Quotient(b, fraction.Inputs[1]);
        if (b is OperationNode { Operation: Divide } other && Number(other.Inputs[0]) == 1) return Quotient(a, other.Inputs[1]);
        return ReferenceEquals(a, b) ? Functions.Square(a) : Functions.Multiply(a, b);
    }

    private static Node Quotient(Node a, Node b) =>
        Number(b) == 1 ? a : Number(a) == 0 ? a
        : Negated(a) is { } left ? Minus(Quotient(left, b)) : Negated(b) is { } right ? Minus(Quotient(a, right))
        : a is OperationNode { Operation: Divide } inner ? Quotient(inner.Inputs[0], Product(inner.Inputs[1], b)) : Functions.Divide(a, b);

    /// <summary>What a node is the negative of, or null.</summary>
    private static Node? Negated(Node node) => node switch
    {
        OperationNode { Operation: Negate } minus => minus.Inputs[0],
        OperationNode { Operation: Multiply } product when Number(product.Inputs[0]) is < 0 and var number => Product(Functions.Like(product.Inputs[0], -number), product.Inputs[1]),
        Constant { Single: < 0 } constant => Functions.Like(constant, -constant.Single!.Value),
        _ => null,
    };

    /// <summary>The number that a node is, also one that is repeated to a shape.</summary>
    private static double? Number(Node node) => node is Constant { Single: double number } ? number : node is OperationNode { Operation: BroadcastTo or Reshape } repeated ? Number(repeated.Inputs[0]) : null;
}
