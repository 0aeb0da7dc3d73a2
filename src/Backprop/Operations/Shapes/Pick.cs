using System.Numerics;
using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>One element of each row, y[…] = x[…, indices[…]]. The gradient lies where the element was taken, 0 elsewhere: it is multiplied by <see cref="OneHot"/> rows.</summary>
public sealed class Pick : Operation
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs.Length == 2 && inputs[0].Shape.Rank > 0 && inputs[0].Shape[..^1] == inputs[1].Shape && inputs[1].DType is DType.Int32 or DType.Int64
            ? new TensorType(inputs[0].DType, inputs[1].Shape)
            : throw Refuse("rows (…, n) and an int32 or int64 index for each", inputs);

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    internal override Kernel Bind(Tensor[] inputs, Tensor output) => new PickKernel(inputs[0], inputs[1], output);

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream)
    {
        (Node x, Node indices) = (node.Inputs[0], node.Inputs[1]);
        return [Functions.Reshape(upstream, node.Shape.Insert(-1, 1)) * Functions.OneHot(indices, x.Shape[-1], x.DType), null];
    }

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() =>
    [
        new(new Pick(), new SampleInput([3]), new SampleInput([], 0, 2, DType.Int32)),
        new(new Pick(), new SampleInput([4, 3]), new SampleInput([4], 0, 2, DType.Int64)),
        new(new Pick(), new SampleInput([0, 3]), new SampleInput([0], 0, 2, DType.Int32)),
        new(new Pick(), new SampleInput([2, 1, 3, 1, 1]), new SampleInput([2, 1, 3, 1], 0, 0, DType.Int32)),
    ];

    private sealed unsafe class PickKernel(Tensor x, Tensor indices, Tensor output) : Kernel
    {
        public override void Run()
        {
            switch (output.DType.Bytes)
            {
                case 1: Run<byte>(); break;
                case 4: Run<int>(); break;
                default: Run<long>(); break;
            }
        }

        private void Run<T>() where T : unmanaged
        {
            if (indices.DType == DType.Int32) Run<T, int>();
            else Run<T, long>();
        }

        private void Run<T, TIndex>() where T : unmanaged where TIndex : unmanaged, IBinaryInteger<TIndex>
        {
            int length = x.Shape[-1];
            T* from = (T*)x.Pointer;
            T* to = (T*)output.Pointer;
            for (int i = 0; i < output.Size; i++) to[i] = from[(long)i * length + IndexedRows.Checked("Pick", (TIndex*)indices.Pointer, i, length)];
        }
    }
}
