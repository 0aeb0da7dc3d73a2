using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// Entries of an axis chosen by index: y[…, i, …] = x[…, indices[i], …]; an embedding looks up its rows this way.
/// The gradient is added back to where it came from: <see cref="ScatterAdd"/>.
/// </summary>
/// <param name="axis">The axis of x, from the front. Its place is taken by the axes of the indices.</param>
public sealed class Gather(int axis) : Operation
{
    /// <summary>The axis of x, from the front.</summary>
    public int Axis => axis;

    /// <inheritdoc/>
    protected override object? Attributes => axis;

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (inputs.Length != 2 || axis < 0 || axis >= inputs[0].Shape.Rank || inputs[1].DType is not (DType.Int32 or DType.Int64)) throw Refuse($"an input with an axis {axis} and indices of type int32 or int64", inputs);
        return new TensorType(inputs[0].DType, inputs[0].Shape[..axis].Concat(inputs[1].Shape).Concat(inputs[0].Shape[(axis + 1)..]));
    }

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    internal override Kernel Bind(Tensor[] inputs, Tensor output)
    {
        Shape shape = inputs[0].Shape;
        return new IndexedRows(Name, inputs[0], inputs[1], output, checked((int)shape[..axis].Size), shape[axis], checked((int)shape[(axis + 1)..].Size), scatter: false);
    }

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [OperationNode.Of(new ScatterAdd(axis, node.Inputs[0].Shape[axis]), upstream, node.Inputs[1]), null];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() =>
    [
        new(new Gather(0), new SampleInput([3]), new SampleInput([], 0, 2, DType.Int32)),
        new(new Gather(0), new SampleInput([3, 2]), new SampleInput([5], 0, 2, DType.Int64)),
        new(new Gather(1), new SampleInput([2, 3]), new SampleInput([2, 2], 0, 2, DType.Int32)),
        new(new Gather(0), new SampleInput([2, 3]), new SampleInput([0], 0, 1, DType.Int32)),
        new(new Gather(2), new SampleInput([1, 2, 4, 1, 2]), new SampleInput([3], 0, 3, DType.Int64)),
    ];
}

public static partial class Functions
{
    /// <summary>Entries of an axis chosen by index, y[…, i, …] = x[…, indices[i], …].</summary>
    /// <param name="x">Any shape with the axis.</param>
    /// <param name="indices">int32 or int64 of any shape, each 0 … length − 1.</param>
    /// <param name="axis">The axis of x; negative ones count from the end. Default 0.</param>
    /// <returns>x's shape with the axis replaced by the shape of the indices.</returns>
    /// <exception cref="ArgumentException">When evaluated: an index is outside; the message names its value and position.</exception>
    public static Node Gather(Node x, Node indices, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        return OperationNode.Of(new Gather(x.Shape.Axis(axis)), x, indices);
    }

    /// <summary>One element of each row, y[…] = x[…, indices[…]]: the probability of each example's class.</summary>
    /// <param name="x">Rows along the last axis, (…, n).</param>
    /// <param name="indices">int32 or int64 of shape (…), each 0 … n − 1.</param>
    /// <exception cref="ArgumentException">The shapes do not fit; when evaluated, an index is outside.</exception>
    public static Node Pick(Node x, Node indices)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(indices);
        if (x.Shape.Rank == 0 || x.Shape[..^1] != indices.Shape) throw new ArgumentException($"Pick expects rows (…, n) and an index for each; it received {x.Type} and {indices.Type}.");
        return OperationNode.Of(new Pick(), x, indices);
    }
}
