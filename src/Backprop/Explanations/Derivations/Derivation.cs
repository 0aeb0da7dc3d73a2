using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Explanations.Derivations;

/// <summary>
/// How the gradient of one number comes about: the terms that add up to it, each a local derivative times the gradient of the number it leads to,
/// which has a derivation of its own, down to the loss. The value is the engine's own; the terms explain it, and the remainder is their rounding.
/// </summary>
public sealed class Derivation
{
    private readonly GradientRecord _record;
    private readonly SymbolTable _symbols;
    private List<LocalTerm>? _terms;

    internal Derivation(GradientRecord record, Trace trace, SymbolTable symbols, Node node, int element)
    {
        _record = record;
        _symbols = symbols;
        Trace = trace;
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
    public IReadOnlyList<LocalTerm> Terms => _terms ??= IsLoss ? [] : LocalTerms.Of(_record, Trace, Node, Element);

    /// <summary>What is left between the value and the sum of the terms: rounding, or 0.</summary>
    public double Remainder => IsLoss ? 0 : Value - Terms.Sum(term => term.Product);

    /// <summary>The number's name: that of its node, with its indices, for example "dense/kernel[0,1]"; unnamed nodes are written as their operation.</summary>
    public string Name => Notation.Calculus.Value(Symbol, Indices()).ToString();

    /// <summary>The node's name without indices, or null if it has none.</summary>
    public string? NodeName => IsLoss ? "loss" : _symbols.Named(Node)?.Text;

    /// <summary>The value of every node.</summary>
    internal Trace Trace { get; }

    internal NodeSymbol Symbol => IsLoss ? new NodeSymbol("loss", "loss", null) : _symbols.Of(Node);

    /// <summary>The derivation of the number that a term leads to.</summary>
    public Derivation Next(LocalTerm term)
    {
        ArgumentNullException.ThrowIfNull(term);
        return new Derivation(_record, Trace, _symbols, term.Consumer, term.Element);
    }

    /// <summary>The number's index along each axis.</summary>
    public int[] Indices() => Positions.Index(Node.Shape, Element);

    /// <summary>Writes elements by name; what has none is written out, a level or two.</summary>
    internal Func<Node, int, Formula> Writer(DerivationOptions options)
    {
        var formula = new ElementFormula(
            (node, element) => ReferenceEquals(node, _record.Scalar) ? options.Notation.Value(new NodeSymbol("loss", "loss", null), [])
                : _symbols.Named(node) is { } symbol ? options.Notation.Value(symbol, Positions.Index(node.Shape, element))
                : node is Constant constant ? Formula.Symbol(options.Digits.Write(constant.Value.At(element))) : null,
            (node, element) => Source(node, element) is var (source, at) ? Writer(options)(source, at) : options.Notation.Value(_symbols.Of(node), Positions.Index(node.Shape, element)));
        return formula.Write;
    }

    /// <summary>Which element of an input an element only repeats (one of the windows over an image, of a row that was looked up); null where it is computed.</summary>
    private (Node, int)? Source(Node node, int element)
    {
        if (node is not OperationNode operation || operation.Operation.NotDifferentiable is not null || !node.DType.IsFloat) return null;
        (Node, int)? source = null;
        foreach ((int input, int at, double slope) in LocalTerms.Row(operation, element, Trace))
        {
            if (slope != 1 || source is not null || Trace[operation.Inputs[input]].At(at) != Trace[node].At(element)) return null;
            source = (operation.Inputs[input], at);
        }

        return source;
    }

    /// <summary>The derivation in sums and chains, from this number to the loss.</summary>
    /// <param name="options">How many terms and parts there are at most. Default <see cref="DerivationOptions.Default"/>.</param>
    public DerivationSteps Steps(DerivationOptions? options = null) => DerivationSteps.Of(this, options ?? DerivationOptions.Default);

    /// <summary>The derivation as lines of text.</summary>
    public override string ToString() => new Cards.Card(Name, [.. DerivationCard.Steps(Steps(), DerivationOptions.Default)]).ToString();
}
