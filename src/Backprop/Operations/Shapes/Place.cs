using System.Numerics;
using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// Each number at its index along a new axis, 0 elsewhere: y[…, indices[…], …] = x[…]. It undoes choosing one element along an axis, and so carries the gradient of
/// <see cref="FirstMax"/>. Its own gradient takes the element back from where it was put.
/// </summary>
/// <param name="axis">Where the new axis stands.</param>
/// <param name="length">Its length.</param>
public sealed class Place(int axis, int length) : Operation
{
    /// <summary>Where the new axis stands.</summary>
    public int Axis => axis;

    /// <summary>The length of the new axis.</summary>
    public int Length => length;

    /// <inheritdoc/>
    protected override object? Attributes => (axis, length);

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs.Length == 2 && inputs[0].DType != DType.Bool && inputs[0].Shape == inputs[1].Shape && inputs[1].DType is DType.Int32 or DType.Int64 && axis >= 0 && axis <= inputs[0].Shape.Rank
            ? inputs[0] with { Shape = inputs[0].Shape.Insert(axis, length) }
            : throw Refuse("numbers and an int32 or int64 index for each", inputs);

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    internal override Kernel Bind(Tensor[] inputs, Tensor output)
    {
        int inner = 1;
        for (int behind = axis; behind < inputs[0].Rank; behind++) inner = checked(inner * inputs[0].Shape[behind]);
        return new PlaceKernel(inputs[0], inputs[1], output, length, inner);
    }

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream)
    {
        Node indices = node.Inputs[1];
        Shape positions = [length];
        for (int behind = axis; behind < indices.Shape.Rank; behind++) positions = positions.Insert(-1, 1);
        Node isThere = Functions.Equal(Functions.Reshape(indices, indices.Shape.Insert(axis, 1)), Functions.Cast(Constant.Of(Tensor.From(Enumerable.Range(0, length).ToArray(), positions)), indices.DType));
        return [Functions.Sum(Functions.Where(isThere, upstream, Functions.Like(upstream, 0)), [axis]), null];
    }

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() =>
    [
        new(new Place(0, 4), new SampleInput([]), new SampleInput([], 0, 3, DType.Int32)),
        new(new Place(1, 3), new SampleInput([2, 5]), new SampleInput([2, 5], 0, 2, DType.Int32)),
        new(new Place(3, 2), new SampleInput([2, 1, 3]), new SampleInput([2, 1, 3], 0, 1, DType.Int64)),
        new(new Place(0, 1), new SampleInput([0, 3]), new SampleInput([0, 3], 0, 0, DType.Int32)),
    ];

    private sealed unsafe class PlaceKernel(Tensor x, Tensor indices, Tensor output, int length, int inner) : Kernel
    {
        public override void Run()
        {
            if (output.DType.Bytes == 4) Run<int>();
            else Run<long>();
        }

        private void Run<T>() where T : unmanaged
        {
            if (indices.DType == DType.Int32) Run<T, int>();
            else Run<T, long>();
        }

        private void Run<T, TIndex>() where T : unmanaged where TIndex : unmanaged, IBinaryInteger<TIndex>
        {
            T* from = (T*)x.Pointer;
            T* to = (T*)output.Pointer;
            var at = (TIndex*)indices.Pointer;
            for (int first = 0; first < x.Size; first += inner, to += (long)length * inner)
            {
                new Span<T>(to, length * inner).Clear();
                for (int i = 0; i < inner; i++) to[(long)IndexedRows.Checked("Place", at, first + i, length) * inner + i] = from[first + i];
            }
        }
    }
}
