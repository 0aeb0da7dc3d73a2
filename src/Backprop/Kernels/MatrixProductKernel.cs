using System.Numerics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>One matrix product, or one for every batch when the operands have more than two axes.</summary>
internal sealed unsafe class MatrixProductKernel<T> : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly Tensor _a, _b, _output;
    private readonly bool _transposeA, _transposeB;
    private readonly int _m, _n, _k, _lda, _ldb;
    private readonly long[] _offsetsA, _offsetsB;

    public MatrixProductKernel(Tensor a, bool transposeA, Tensor b, bool transposeB, Tensor output)
    {
        (_a, _transposeA, _b, _transposeB, _output) = (a, transposeA, b, transposeB, output);
        (_m, _n) = (output.Shape[-2], output.Shape[-1]);
        _k = a.Shape[transposeA ? -2 : -1];
        (_lda, _ldb) = (a.Shape[-1], b.Shape[-1]);
        Shape batch = output.Shape[..^2];
        _offsetsA = Offsets(a.Shape, batch);
        _offsetsB = Offsets(b.Shape, batch);
    }

    public override void Run()
    {
        T* c = (T*)_output.Pointer;
        long size = (long)_m * _n;
        for (int i = 0; i < _offsetsA.Length; i++)
        {
            MatrixProduct.Run(_m, _n, _k, (T*)_a.Pointer + _offsetsA[i], _lda, _transposeA, (T*)_b.Pointer + _offsetsB[i], _ldb, _transposeB, c + i * size, _n, accumulate: false);
        }
    }

    private static long[] Offsets(Shape shape, Shape batch)
    {
        long matrix = (long)shape[-2] * shape[-1];
        var broadcast = new Broadcast(shape[..^2], batch);
        var offsets = new long[batch.Size];
        for (int i = 0; i < offsets.Length; i++) offsets[i] = broadcast.Offset(i) * matrix;
        return offsets;
    }
}
