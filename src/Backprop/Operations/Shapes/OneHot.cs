using System.Numerics;
using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>Rows that are 1 at an index and 0 elsewhere. An index outside gives a row of zeros, as in Keras.</summary>
/// <param name="classes">The length of a row.</param>
/// <param name="dtype">The type of the result.</param>
public sealed class OneHot(int classes, DType dtype = DType.Float32) : Operation
{
    /// <summary>The length of a row.</summary>
    public int Classes => classes;

    /// <inheritdoc/>
    protected override object? Attributes => (classes, dtype);

    /// <inheritdoc/>
    public override string? NotDifferentiable => "its input is a class number, which does not vary continuously";

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs.Length == 1 && inputs[0].DType is DType.Int32 or DType.Int64 && classes >= 0 && dtype != DType.Bool
            ? new TensorType(dtype, inputs[0].Shape.Insert(-1, classes))
            : throw Refuse("class numbers of type int32 or int64, and numbers as its result", inputs);

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    internal override Kernel Bind(Tensor[] inputs, Tensor output) => new OneHotKernel(inputs[0], output, classes);

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [null];

    private sealed unsafe class OneHotKernel(Tensor indices, Tensor output, int classes) : Kernel
    {
        public override void Run()
        {
            switch (output.DType)
            {
                case DType.Float32: Run<float>(); break;
                case DType.Float64: Run<double>(); break;
                case DType.Int32: Run<int>(); break;
                default: Run<long>(); break;
            }
        }

        private void Run<T>() where T : unmanaged, INumber<T>
        {
            if (indices.DType == DType.Int32) Run<T, int>();
            else Run<T, long>();
        }

        private void Run<T, TIndex>() where T : unmanaged, INumber<T> where TIndex : unmanaged, IBinaryInteger<TIndex>
        {
            new Span<T>(output.Pointer, output.Size).Clear();
            for (int i = 0; i < indices.Size; i++)
            {
                long index = long.CreateTruncating(((TIndex*)indices.Pointer)[i]);
                if ((ulong)index < (ulong)classes) ((T*)output.Pointer)[(long)i * classes + index] = T.One;
            }
        }
    }
}

public static partial class Functions
{
    /// <summary>Rows that are 1 at an index and 0 elsewhere; an index outside gives a row of zeros.</summary>
    /// <param name="indices">int32 or int64 of any shape.</param>
    /// <param name="classes">The length of a row.</param>
    /// <param name="dtype">The type of the result. Default float32.</param>
    /// <returns>The shape of the indices with an axis of that length behind it.</returns>
    public static Node OneHot(Node indices, int classes, DType dtype = DType.Float32) => OperationNode.Of(new OneHot(classes, dtype), indices);
}
