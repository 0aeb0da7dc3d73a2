using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Plans;

namespace Backprop.Explanations;

/// <summary>
/// How the gradient of one number comes about: the terms that add up to it, each a local derivative times the gradient of the number it leads to,
/// which has a derivation of its own, down to the loss. The value is the engine's own; the terms explain it, and the remainder is their rounding.
/// </summary>
public sealed class Derivation
{
    private readonly GradientRecord _record;
    private readonly Trace _trace;
    private readonly Func<Node, string?> _name;
    private List<LocalTerm>? _terms;

    internal Derivation(GradientRecord record, Trace trace, Func<Node, string?> name, Node node, int element)
    {
        _record = record;
        _trace = trace;
        _name = name;
        Node = node;
        Element = element;
        Value = trace[record.Of(node)].At(element);
        Current = trace[node].At(element);
    }

    /// <summary>The node that the number belongs to.</summary>
    public Node Node { get; }

    /// <summary>The position of the number in the node, row by row.</summary>
    public int Element { get; }

    /// <summary>The gradient: ∂loss/∂number, exactly as the engine computed it.</summary>
    public double Value { get; }

    /// <summary>The number itself.</summary>
    public double Current { get; }

    /// <summary>Whether the number is the loss, whose gradient is 1.</summary>
    public bool IsLoss => ReferenceEquals(Node, _record.Scalar);

    /// <summary>What adds up to the gradient.</summary>
    public IReadOnlyList<LocalTerm> Terms => _terms ??= IsLoss ? [] : LocalTerms.Of(_record, _trace, Node, Element);

    /// <summary>What is left between the value and the sum of the terms: rounding, or 0.</summary>
    public double Remainder => IsLoss ? 0 : Value - Terms.Sum(term => term.Product);

    /// <summary>The derivation of the number that a term leads to.</summary>
    public Derivation Next(LocalTerm term)
    {
        ArgumentNullException.ThrowIfNull(term);
        return new Derivation(_record, _trace, _name, term.Consumer, term.Element);
    }

    /// <summary>The number's name: that of its node, with its indices, for example "dense/kernel[0,1]"; unnamed nodes are written as their operation.</summary>
    public string Name
    {
        get
        {
            string name = NodeName ?? (Node as OperationNode)?.Operation.Name ?? Node.ToString();
            return Node.Shape.Rank == 0 ? name : $"{name}[{string.Join(',', Indices())}]";
        }
    }

    /// <summary>The node's name without indices, or null if it has none.</summary>
    public string? NodeName => IsLoss ? "loss" : _name(Node);

    /// <summary>The number's index along each axis.</summary>
    public int[] Indices()
    {
        var indices = new int[Node.Shape.Rank];
        int rest = Element;
        for (int axis = indices.Length - 1; axis >= 0; axis--) (rest, indices[axis]) = Math.DivRem(rest, Node.Shape[axis]);
        return indices;
    }

    /// <summary>The derivation as lines of text.</summary>
    public override string ToString() => DerivationText.Write(this);
}
