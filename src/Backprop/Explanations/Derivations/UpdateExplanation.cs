using Backprop.Explanations.Cards;
using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Plans;
using Backprop.Training;

namespace Backprop.Explanations.Derivations;

/// <summary>One number that the step changes: a weight's, or one that the optimizer keeps for it.</summary>
/// <param name="Name">What changes, with its indices.</param>
/// <param name="Left">The new number's name in the notation.</param>
/// <param name="Symbols">The new number as a formula of what it is made of.</param>
/// <param name="Numbers">The same with the numbers of this step.</param>
/// <param name="Before">The number before.</param>
/// <param name="After">The number after, as the step computes it.</param>
public sealed record UpdateLine(string Name, Formula Left, Formula Symbols, Formula Numbers, double Before, double After);

/// <summary>
/// What the optimizer makes of a gradient, read from the expressions of its own update: first what it keeps (momentum, Adam's means), then the weight.
/// No optimizer is named here.
/// </summary>
internal sealed class UpdateExplanation
{
    private readonly StepExpression _step;
    private readonly Trace _trace;
    private readonly SymbolTable _symbols;
    private readonly Variable _weight;
    private readonly IReadOnlyDictionary<Node, Variable> _gradients;
    private readonly int _element;
    private readonly DerivationOptions _options;

    private UpdateExplanation(StepExpression step, Trace trace, SymbolTable symbols, Variable weight, IReadOnlyDictionary<Node, Variable> gradients, int element, DerivationOptions options) =>
        (_step, _trace, _symbols, _weight, _gradients, _element, _options) = (step, trace, symbols, weight, gradients, element, options);

    /// <summary>The lines, or none where the step leaves the weight alone. Gradients are given with the weights that they are of: clipping looks at all.</summary>
    public static IReadOnlyList<UpdateLine> Of(StepExpression step, Trace trace, SymbolTable symbols, Variable weight, IReadOnlyDictionary<Node, Variable> gradients, int element, DerivationOptions options)
    {
        var update = new UpdateExplanation(step, trace, symbols, weight, gradients, element, options);
        int index = step.Updates.ToList().FindIndex(one => ReferenceEquals(one.Variable, weight));
        return index < 0 ? [] : update.Lines(step.Updates[index]);
    }

    /// <summary>The parts of a card that say the same.</summary>
    public static IEnumerable<CardPart> Card(IReadOnlyList<UpdateLine> lines, DerivationOptions options)
    {
        foreach (UpdateLine line in lines)
        {
            Formula[] right = [line.Symbols, line.Numbers, Formula.Symbol(options.Digits.Write(line.After))];
            yield return new CardEquation(line.Left, [.. right.Where((formula, i) => i == 0 || formula.ToString() != right[i - 1].ToString())]);
        }
    }

    private List<UpdateLine> Lines(Update weight)
    {
        IReadOnlyList<Node> needed = Graph.Order(weight.Value);
        var present = new HashSet<Node>(needed, ReferenceEqualityComparer.Instance);
        // What the optimizer keeps is of the weight's own shape, or one number; its new value is used by the weight's.
        Update[] kept = [.. _step.Updates.Where(one => !ReferenceEquals(one.Variable, _weight) && one.Variable.DType.IsFloat && one.Value is OperationNode && present.Contains(one.Value) && present.Contains(one.Variable) && (one.Variable.Shape == _weight.Shape || one.Variable.Shape.Size == 1))];
        kept = [.. kept.OrderBy(one => Array.IndexOf([.. needed], one.Value))];
        return [.. kept.Append(weight).Select(one => Line(one, kept))];
    }

    private UpdateLine Line(Update update, Update[] kept)
    {
        int element = update.Variable.Shape == _weight.Shape ? _element : 0;
        int[] index = Positions.Index(update.Variable.Shape, element);
        NodeSymbol symbol = _symbols.Of(update.Variable);
        return new UpdateLine(
            Notation.Calculus.Value(symbol, index).ToString(), _options.Notation.NewValue(symbol, index),
            new ElementFormula((node, at) => Symbol(node, at, update, kept), Other).Write(update.Value, element),
            new ElementFormula((node, at) => Symbol(node, at, update, kept) is null ? null : Number(node, at), (node, at) => Number(node, at)).Write(update.Value, element),
            _trace[update.Variable].At(element), _trace[update.Value].At(element));
    }

    private Formula? Symbol(Node node, int element, Update update, Update[] kept)
    {
        int[] index = Positions.Index(node.Shape, element);
        if (_gradients.TryGetValue(node, out Variable? of)) return _options.Notation.Derivative(_symbols.Of(of), index);
        if (node is Constant constant) return Formula.Symbol(_options.Digits.Write(constant.Value.At(element)));
        if (node is Variable variable) return _options.Notation.Value(_symbols.Of(variable), index);
        foreach (Update one in kept)
        {
            if (ReferenceEquals(one.Value, node) && !ReferenceEquals(one.Variable, update.Variable)) return _options.Notation.NewValue(_symbols.Of(one.Variable), index);
        }

        return null;
    }

    private Formula Number(Node node, int element) => Formula.Symbol(_options.Digits.Write(_trace[node].At(element)));

    /// <summary>What is computed from whole tensors, such as the length of a gradient, is written as the operation of what has a name.</summary>
    private Formula Other(Node node, int element) => node.Shape.Size == 1 ? TensorFormula.Write(node, inner => _gradients.TryGetValue(inner, out Variable? of) ? _options.Notation.Derivative(_symbols.Of(of), []) : inner is OperationNode ? null : _symbols.Named(inner) is { } symbol ? _options.Notation.Value(symbol, []) : null) : _options.Notation.Value(_symbols.Of(node), Positions.Index(node.Shape, element));
}
