using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Explanations.Derivations;

/// <summary>One summand of a gradient: how an element of one consumer depends on the element in question, times how the loss depends on the consumer.</summary>
/// <param name="Consumer">The operation that uses the element.</param>
/// <param name="Input">Which of its inputs the element belongs to.</param>
/// <param name="Element">The position of the consumer's element, row by row.</param>
/// <param name="Partial">∂consumer/∂element, the local derivative.</param>
/// <param name="Upstream">∂loss/∂consumer, the consumer's adjoint at that element (δ).</param>
public sealed record LocalTerm(OperationNode Consumer, int Input, int Element, double Partial, double Upstream)
{
    /// <summary>The summand: partial times upstream.</summary>
    public double Product => Partial * Upstream;
}

/// <summary>
/// The terms of one element's gradient, derived from each operation's own gradient rule: the rule maps u to Jᵀu, so differentiating ⟨Jᵀu, v⟩
/// with respect to u gives J·v, and v = 1 at the element gives the column of local derivatives. No operation is named here.
/// </summary>
internal static class LocalTerms
{
    /// <summary>The terms of an element that are not 0, by consumer and element.</summary>
    public static List<LocalTerm> Of(GradientRecord record, Trace trace, Node node, int element)
    {
        var terms = new List<LocalTerm>();
        foreach (Contribution contribution in record.Contributions(node))
        {
            if (contribution.Consumer is not { } consumer) continue;
            Tensor column = Column(consumer, contribution.Input, element, trace);
            Tensor upstream = trace[record.Adjoint(consumer)!];
            for (int i = 0; i < column.Size; i++)
            {
                if (column.At(i) != 0) terms.Add(new LocalTerm(consumer, contribution.Input, i, column.At(i), upstream.At(i)));
            }
        }

        return terms;
    }

    /// <summary>The derivatives of every element of an operation's result with respect to one element of one input, at the values of a run.</summary>
    public static Tensor Column(OperationNode consumer, int input, int element, Trace trace) => ColumnOf(consumer, input, element, trace).Column.Evaluate();

    /// <summary>How one element of an operation's result depends on the elements of its inputs: all derivatives that are not 0.</summary>
    public static IEnumerable<(int Input, int Element, double Slope)> Row(OperationNode node, int element, Trace trace)
    {
        Variable?[] variables = [.. node.Inputs.Select(input => input.DType.IsFloat ? Variable.Of("input", trace[input]) : null)];
        OperationNode alone = OperationNode.Of(node.Operation, [.. node.Inputs.Select((input, i) => variables[i] ?? (Node)Constant.Of(trace[input]))]);
        Node?[] rows = alone.Operation.Gradient(alone, OneHot(alone.Type, element));
        for (int i = 0; i < rows.Length; i++)
        {
            if (rows[i] is not { } contribution || variables[i] is null) continue;
            Tensor row = Gradient.Unbroadcast(contribution, variables[i]!.Shape).Evaluate();
            for (int e = 0; e < row.Size; e++)
            {
                if (row.At(e) != 0) yield return (i, e, row.At(e));
            }
        }
    }

    /// <summary>The same as an expression of the operation's inputs, each a variable that holds its value; null for whole numbers and truth values.</summary>
    public static (Node Column, IReadOnlyList<Variable?> Inputs) ColumnOf(OperationNode consumer, int input, int element, Trace trace) =>
        PushedOf(consumer, input, OneHot(consumer.Inputs[input].Type, element), trace);

    /// <summary>Forward mode for one operation: how its result changes when an input moves in a direction, J·v.</summary>
    public static Tensor Pushed(OperationNode consumer, int input, Tensor direction, Trace trace) => PushedOf(consumer, input, direction, trace).Column.Evaluate();

    private static (Node Column, IReadOnlyList<Variable?> Inputs) PushedOf(OperationNode consumer, int input, Tensor direction, Trace trace)
    {
        // The operation by itself, on the numbers of the run: the rest of the graph does not matter.
        Variable?[] variables = [.. consumer.Inputs.Select(node => node.DType.IsFloat ? Variable.Of("input", trace[node]) : null)];
        OperationNode alone = OperationNode.Of(consumer.Operation, [.. consumer.Inputs.Select((node, i) => variables[i] ?? (Node)Constant.Of(trace[node]))]);
        Variable u = Variable.Of("u", new Tensor(alone.DType, alone.Shape));
        Variable point = variables[input]!;
        Node pulled = Gradient.Of(Functions.Sum(alone * u), point);
        return (Gradient.Of(Functions.Sum(pulled * (Node)direction), u), variables);
    }

    /// <summary>1 at one element, 0 elsewhere.</summary>
    public static Tensor OneHot(TensorType type, int element)
    {
        var direction = new Tensor(type.DType, type.Shape);
        if (type.DType == DType.Float32) direction.AsWritableSpan<float>()[element] = 1;
        else direction.AsWritableSpan<double>()[element] = 1;
        return direction;
    }
}
