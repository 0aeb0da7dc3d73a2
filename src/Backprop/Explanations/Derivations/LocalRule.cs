using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Explanations.Derivations;

/// <summary>
/// A local derivative in symbols: what it is, not only how large. For operations on single elements it is their own gradient rule, written out
/// for scalars; for products (of matrices, of windows, of tensors) it is the other factor, found by differentiating the derivative once more.
/// </summary>
internal static class LocalRule
{
    /// <summary>The symbols, or null where the derivative is not a short formula.</summary>
    /// <param name="node">The node whose element is moved.</param>
    /// <param name="element">The element.</param>
    /// <param name="term">The consumer, and how it depends on the element.</param>
    /// <param name="trace">The numbers.</param>
    /// <param name="name">Writes an element of a node.</param>
    public static Formula? Of(Node node, int element, LocalTerm term, Trace trace, Func<Node, int, Formula> name)
    {
        if (term.Partial == 1) return Formula.Symbol("1");
        if (term.Consumer.Operation.WritePartial(term.Consumer, term.Element, term.Input, element, name) is { } written) return written;
        return term.Consumer.Operation is ElementwiseOperation ? Elementwise(term, name) : Factor(element, term, trace, name);
    }

    private static Formula Elementwise(LocalTerm term, Func<Node, int, Formula> name)
    {
        OperationNode consumer = term.Consumer;
        var elements = new Dictionary<Node, Formula>(ReferenceEqualityComparer.Instance);
        var scalars = new Node[consumer.Inputs.Count];
        for (int i = 0; i < scalars.Length; i++)
        {
            Node input = consumer.Inputs[i];
            scalars[i] = Placeholder.Of($"input{i}", input.DType, Shape.Scalar);
            elements[scalars[i]] = input is Constant { Single: double number } ? Formula.Symbol(Node.Number(number)) : name(input, Positions.Source(input.Shape, consumer.Shape, term.Element));
        }

        OperationNode alone = OperationNode.Of(consumer.Operation, scalars);
        Placeholder upstream = Placeholder.Of("upstream", alone.DType, Shape.Scalar);
        elements[alone] = name(consumer, term.Element);
        Formula one = elements[upstream] = Formula.Symbol("upstream");
        var formula = new ElementFormula((node, _) => elements.TryGetValue(node, out Formula? known) ? known : node is Constant { Single: double number } ? Formula.Symbol(Node.Number(number)) : null, (node, _) => Formula.Symbol(node.ToString()));
        return consumer.Operation.Gradient(alone, upstream)[term.Input] is { } rule ? formula.Write(rule, 0).Without(one) : Formula.Symbol("0");
    }

    /// <summary>The one number of the consumer's inputs that the derivative is, or the number itself where it depends on none.</summary>
    private static Formula? Factor(int element, LocalTerm term, Trace trace, Func<Node, int, Formula> name)
    {
        (Node column, IReadOnlyList<Variable?> inputs) = LocalTerms.ColumnOf(term.Consumer, term.Input, element, trace);
        Variable[] variables = [.. inputs.OfType<Variable>()];
        Node derivative = Functions.Sum(column * (Node)LocalTerms.OneHot(column.Type, term.Element));
        IReadOnlyList<Node> slopes;
        try
        {
            slopes = Differentiation.Gradient.Of(derivative, variables);
        }
        catch (InvalidOperationException)
        {
            // The derivative is of an operation that cannot be differentiated twice.
            return null;
        }

        (Node Input, int Element, double Slope, double Value)? factor = null;
        for (int i = 0; i < variables.Length; i++)
        {
            Tensor slope = slopes[i].Evaluate();
            int input = inputs.ToList().IndexOf(variables[i]);
            for (int e = 0; e < slope.Size; e++)
            {
                if (slope.At(e) == 0) continue;
                if (factor is not null) return null;
                factor = (term.Consumer.Inputs[input], e, slope.At(e), trace[term.Consumer.Inputs[input]].At(e));
            }
        }

        if (factor is not { } found) return null;
        Formula symbol = name(found.Input, found.Element);
        return term.Partial == found.Value * found.Slope ? found.Slope == 1 ? symbol : Formula.Product([Formula.Symbol(Node.Number(found.Slope)), symbol]) : null;
    }
}
