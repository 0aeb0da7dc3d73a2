using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// Adds entries into zeros at chosen indices of an axis: y[…, indices[i], …] += x[…, i, …]. Equal indices add up, in the order of the list.
/// The opposite of <see cref="Gather"/>, which is its gradient.
/// </summary>
/// <param name="axis">The axis of the result, from the front.</param>
/// <param name="length">The length of that axis.</param>
public sealed class ScatterAdd(int axis, int length) : Operation
{
    /// <summary>The axis of the result, from the front.</summary>
    public int Axis => axis;

    /// <summary>The length of that axis.</summary>
    public int Length => length;

    /// <inheritdoc/>
    protected override object? Attributes => (axis, length);

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        const string Expected = "entries (…, indices' shape, …) and indices of type int32 or int64";
        if (inputs.Length != 2 || axis < 0 || length < 0 || inputs[0].DType == DType.Bool || inputs[1].DType is not (DType.Int32 or DType.Int64)) throw Refuse(Expected, inputs);
        (Shape shape, int rank) = (inputs[0].Shape, inputs[1].Shape.Rank);
        if (shape.Rank < axis + rank || shape[axis..(axis + rank)] != inputs[1].Shape) throw Refuse(Expected, inputs);
        return new TensorType(inputs[0].DType, shape[..axis].Concat([length]).Concat(shape[(axis + rank)..]));
    }

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    internal override Kernel Bind(Tensor[] inputs, Tensor output) =>
        new IndexedRows(Name, output, inputs[1], inputs[0], checked((int)output.Shape[..axis].Size), length, checked((int)output.Shape[(axis + 1)..].Size), scatter: true);

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [Functions.Gather(upstream, node.Inputs[1], axis), null];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() =>
    [
        new(new ScatterAdd(0, 3), new SampleInput([]), new SampleInput([], 0, 2, DType.Int32)),
        new(new ScatterAdd(0, 3), new SampleInput([5, 2]), new SampleInput([5], 0, 2, DType.Int64)),
        new(new ScatterAdd(1, 3), new SampleInput([2, 2, 2]), new SampleInput([2, 2], 0, 2, DType.Int32)),
        new(new ScatterAdd(0, 2), new SampleInput([0, 3]), new SampleInput([0], 0, 1, DType.Int32)),
        new(new ScatterAdd(2, 4), new SampleInput([1, 2, 3, 1, 2]), new SampleInput([3], 0, 3, DType.Int64)),
    ];
}

public static partial class Functions
{
    /// <summary>Entries added into zeros at chosen indices of an axis, y[…, indices[i], …] += x[…, i, …].</summary>
    /// <param name="x">The entries: the shape of the result with the axis replaced by the shape of the indices.</param>
    /// <param name="indices">int32 or int64 of any shape, each 0 … length − 1.</param>
    /// <param name="length">The length of the axis in the result.</param>
    /// <param name="axis">The axis in the result, from the front. Default 0.</param>
    /// <exception cref="ArgumentException">The shapes do not fit; when evaluated, an index is outside.</exception>
    public static Node ScatterAdd(Node x, Node indices, int length, int axis = 0) => OperationNode.Of(new ScatterAdd(axis, length), x, indices);
}
