using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// An operation that combines the elements along neighbouring axes into one. Reductions over axes that are not neighbours
/// are written as several, one per group, by the functions that users call.
/// </summary>
/// <param name="first">The first axis.</param>
/// <param name="count">The number of axes, 1 or more.</param>
/// <param name="keepDims">Whether the reduced axes stay with length 1.</param>
public abstract class Reduction(int first, int count, bool keepDims) : Operation
{
    /// <summary>The first axis that is reduced.</summary>
    public int First => first;

    /// <summary>The number of neighbouring axes that are reduced.</summary>
    public int Count => count;

    /// <summary>Whether the reduced axes stay with length 1.</summary>
    public bool KeepDims => keepDims;

    /// <inheritdoc/>
    protected override object? Attributes => (first, count, keepDims);

    /// <summary>The type of the result's numbers.</summary>
    protected virtual DType ResultType(DType input) => input;

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => Inferred(inputs);

    private TensorType Inferred(ReadOnlySpan<TensorType> inputs)
    {
        if (inputs.Length != 1 || first < 0 || count < 1 || first + count > inputs[0].Shape.Rank) throw Refuse($"one input with axes {first} to {first + count - 1}", inputs);
        Shape shape = inputs[0].Shape;
        return new TensorType(ResultType(inputs[0].DType), keepDims ? Kept(shape) : shape[..first].Concat(shape[(first + count)..]));
    }

    /// <summary>The input's shape with 1 in place of each reduced axis: the shape that broadcasts back.</summary>
    protected Shape Kept(Shape shape)
    {
        for (int axis = first; axis < first + count; axis++) shape = shape.With(axis, 1);
        return shape;
    }

    /// <summary>The upstream gradient, or the result, spread over the input's shape.</summary>
    protected Node Spread(Node reduced, Shape input) => Functions.BroadcastTo(Functions.Reshape(reduced, Kept(input)), input);

    /// <summary>The input seen as (outer, reduced, inner).</summary>
    protected (int Outer, int Length, int Inner) Extents(Shape shape)
    {
        int outer = 1, length = 1, inner = 1;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (axis < first) outer *= shape[axis];
            else if (axis < first + count) length *= shape[axis];
            else inner *= shape[axis];
        }

        return (outer, length, inner);
    }

    /// <summary>The type of the result, where a result over no elements has no meaning.</summary>
    private protected TensorType NotOfNothing(ReadOnlySpan<TensorType> inputs)
    {
        TensorType result = Inferred(inputs);
        return inputs[0].DType != DType.Bool && inputs[0].Shape[first..(first + count)].Size > 0 ? result : throw Refuse("numbers, at least one along the axes", inputs);
    }

    /// <summary>The gradient of a largest or smallest element: the upstream gradient shared equally by all elements that equal the result.</summary>
    private protected Node ShareAmongEqual(OperationNode node, Node upstream)
    {
        Node x = node.Inputs[0], zero = Functions.Like(x, 0);
        Node isChosen = Functions.Equal(x, Spread(node, x.Shape));
        Node chosen = OperationNode.Of(new Sum(first, count, keepDims), Functions.Where(isChosen, Functions.Like(x, 1), zero));
        return Functions.Where(isChosen, Spread(upstream / chosen, x.Shape), zero);
    }

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Call(char.ToLowerInvariant(Name[0]) + Name[1..], inputs[0], Formula.Symbol(count == 1 ? $"axis {first}" : $"axes {first}–{first + count - 1}"));
}

public static partial class Functions
{
    /// <summary>Applies a reduction group by group, from the last axes to the first, keeping the axes, then drops them if asked.</summary>
    internal static Node Reduce(Node x, IReadOnlyList<int>? axes, bool keepDims, Func<int, int, bool, Operation> reduction)
    {
        ArgumentNullException.ThrowIfNull(x);
        int[] sorted = axes is null ? [.. Enumerable.Range(0, x.Shape.Rank)] : [.. axes.Select(x.Shape.Axis).Distinct().Order()];
        Node result = x;
        for (int end = sorted.Length - 1; end >= 0;)
        {
            int start = end;
            while (start > 0 && sorted[start - 1] == sorted[start] - 1) start--;
            // A group at a time from the back, so that the axes in front keep their numbers.
            result = OperationNode.Of(reduction(sorted[start], end - start + 1, keepDims), result);
            end = start - 1;
        }

        return result;
    }
}
