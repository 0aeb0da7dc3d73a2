using Backprop.Graphs;

namespace Backprop.Operations;

/// <summary>The signs + - * / on nodes. A plain number takes the number type of the other operand.</summary>
public static class Operators
{
    extension(Node)
    {
        /// <summary>a + b, element by element.</summary>
        public static Node operator +(Node a, Node b) => Functions.Add(a, b);

        /// <summary>a + b, element by element.</summary>
        public static Node operator +(Node a, double b) => Functions.Add(a, Functions.Like(a, b));

        /// <summary>a + b, element by element.</summary>
        public static Node operator +(double a, Node b) => Functions.Add(Functions.Like(b, a), b);

        /// <summary>a - b, element by element.</summary>
        public static Node operator -(Node a, Node b) => Functions.Subtract(a, b);

        /// <summary>a - b, element by element.</summary>
        public static Node operator -(Node a, double b) => Functions.Subtract(a, Functions.Like(a, b));

        /// <summary>a - b, element by element.</summary>
        public static Node operator -(double a, Node b) => Functions.Subtract(Functions.Like(b, a), b);

        /// <summary>-a, element by element.</summary>
        public static Node operator -(Node a) => Functions.Negate(a);

        /// <summary>a · b, element by element; the matrix product is <see cref="Functions.MatMul"/>.</summary>
        public static Node operator *(Node a, Node b) => Functions.Multiply(a, b);

        /// <summary>a · b, element by element.</summary>
        public static Node operator *(Node a, double b) => Functions.Multiply(a, Functions.Like(a, b));

        /// <summary>a · b, element by element.</summary>
        public static Node operator *(double a, Node b) => Functions.Multiply(Functions.Like(b, a), b);

        /// <summary>a / b, element by element.</summary>
        public static Node operator /(Node a, Node b) => Functions.Divide(a, b);

        /// <summary>a / b, element by element.</summary>
        public static Node operator /(Node a, double b) => Functions.Divide(a, Functions.Like(a, b));

        /// <summary>a / b, element by element.</summary>
        public static Node operator /(double a, Node b) => Functions.Divide(Functions.Like(b, a), b);
    }
}

/// <summary>
/// The operations as functions of nodes, to be used with <c>using static Backprop.Operations.Functions;</c>.
/// Each stands in the file of its operation.
/// </summary>
public static partial class Functions
{
    /// <summary>A constant of shape () with the number type of a node.</summary>
    public static Node Like(Node node, double value)
    {
        ArgumentNullException.ThrowIfNull(node);
        return Constant.Of(value, node.DType);
    }
}
