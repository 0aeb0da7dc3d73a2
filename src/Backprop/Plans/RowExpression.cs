using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>
/// What computes an element of a node from the same row of values that lie in memory, as a text by which <see cref="Kernels.RowFormulas"/> finds a kernel:
/// elements are called v0, v1 …, numbers that a row shares r0, r1 …, in the order in which they stand. Of a sum and a product, whose sides may be exchanged, the longer one comes first.
/// </summary>
internal sealed class RowExpression
{
    private readonly Dictionary<Node, string> _names = new(NodeComparer.Instance);
    private readonly HashSet<Node> _same = new(NodeComparer.Instance);

    private RowExpression(Term term) => Text = Write(term);

    public string Text { get; }

    /// <summary>The nodes that are read element by element.</summary>
    public List<Node> Vectors { get; } = [];

    /// <summary>The nodes of which a row reads one number.</summary>
    public List<Node> Scalars { get; } = [];

    public IEnumerable<Node> Operands => Vectors.Concat(Scalars);

    /// <summary>Whether every row reads the same of an operand.</summary>
    public bool IsSame(Node operand) => _same.Contains(operand);

    /// <summary>The kernels of the expression, or null.</summary>
    public RowFormula? Formula => Vectors.Count is 0 or > RowFormula.MostOperands || Scalars.Count > RowFormula.MostOperands ? null : RowFormulas.Find(Text);

    /// <summary>The expression of a node, or null where one of its parts is of another kind.</summary>
    /// <param name="node">A node with a row of several elements for each row.</param>
    /// <param name="rows">The number of rows.</param>
    /// <param name="isInner">Which nodes may be expanded; what is not lies in memory.</param>
    public static RowExpression? Of(Node node, int rows, Func<Node, bool> isInner)
    {
        int left = 32;
        return node.DType.IsFloat && Expand(node, node.Shape, node.DType) is { } term ? new RowExpression(term) : null;

        Term? Expand(Node part, Shape shape, DType type)
        {
            if (left-- == 0 || part.DType != type) return null;
            if (part is not OperationNode operation || part.Shape != shape || !isInner(part) || Symbol(operation.Operation) is not { } symbol) return Leaf(part, shape);
            if (symbol.Length == 0) return Expand(operation.Inputs[0], shape, type);
            var inputs = new Term[operation.Inputs.Count];
            for (int i = 0; i < inputs.Length; i++)
            {
                if (Expand(operation.Inputs[i], shape, type) is not { } input) return null;
                inputs[i] = input;
            }

            if (symbol is "+" or "*" && inputs[1].Rank > inputs[0].Rank) (inputs[0], inputs[1]) = (inputs[1], inputs[0]);
            return new Term(symbol, inputs, null, false, 2 + inputs.Sum(input => input.Rank));
        }

        Term? Leaf(Node leaf, Shape shape)
        {
            long size = leaf.Shape.Size;
            return Rows.Kind(leaf.Shape, shape, Rows.Axes(shape, rows)) switch
            {
                true when size == shape.Size => new Term("v", [], leaf, false, 1),
                true when size == rows => new Term("r", [], leaf, false, 0),
                false when size == 1 => new Term("r", [], leaf, true, 0),
                false when size == shape.Size / rows => new Term("v", [], leaf, true, 1),
                _ => null,
            };
        }
    }

    private static string? Symbol(Operation operation) => operation switch
    {
        Operations.Add => "+",
        Subtract => "-",
        Multiply => "*",
        Divide => "/",
        Square => "²",
        Negate => "−",
        BroadcastTo => "",
        _ => null,
    };

    private string Write(Term term)
    {
        if (term.Leaf is { } leaf)
        {
            if (_names.TryGetValue(leaf, out string? name)) return name;
            List<Node> list = term.Symbol == "v" ? Vectors : Scalars;
            list.Add(leaf);
            if (term.IsSame) _same.Add(leaf);
            return _names[leaf] = $"{term.Symbol}{list.Count - 1}";
        }

        string first = Write(term.Inputs[0]);
        return term.Inputs.Length == 1 ? $"{term.Symbol}({first})" : $"({first}{term.Symbol}{Write(term.Inputs[1])})";
    }

    private sealed record Term(string Symbol, Term[] Inputs, Node? Leaf, bool IsSame, int Rank);
}
