using System.Numerics;
using System.Runtime.CompilerServices;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>One matrix product, or one for every batch when the operands have more than two axes. Many products are shared among the threads whole; of few, each is shared.</summary>
internal sealed unsafe class MatrixProductKernel<T> : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>So many products, with so many multiplications in all, are handed out whole; a thread takes several at a time until they make a task worth taking.</summary>
    private const int ManyProducts = 8, ParallelWork = 1 << 19, TaskWork = 1 << 16;

    private readonly Tensor _a, _b, _output;
    private readonly ProductAddend? _addend;
    private readonly bool _transposeA, _transposeB;
    private readonly int _m, _n, _k, _lda, _ldb, _taskProducts;
    private readonly long[] _offsetsA, _offsetsB;

    /// <param name="a">(…, m, k), or (…, k, m) when transposed.</param>
    /// <param name="transposeA">Whether a is stored transposed.</param>
    /// <param name="b">(…, k, n), or (…, n, k) when transposed.</param>
    /// <param name="transposeB">Whether b is stored transposed.</param>
    /// <param name="output">(…, m, n).</param>
    /// <param name="addend">What is added to the products, or null.</param>
    public MatrixProductKernel(Tensor a, bool transposeA, Tensor b, bool transposeB, Tensor output, ProductAddend? addend = null)
    {
        (_a, _transposeA, _b, _transposeB, _output, _addend) = (a, transposeA, b, transposeB, output, addend);
        (_m, _n) = (output.Shape[-2], output.Shape[-1]);
        _k = a.Shape[transposeA ? -2 : -1];
        (_lda, _ldb) = (a.Shape[-1], b.Shape[-1]);
        Shape batch = output.Shape[..^2];
        _offsetsA = Offsets(a.Shape, batch);
        _offsetsB = Offsets(b.Shape, batch);
        long work = Math.Max(1, (long)_m * _n * _k);
        bool shared = _offsetsA.Length >= ManyProducts && work * _offsetsA.Length >= ParallelWork;
        _taskProducts = shared ? (int)Math.Max(1, TaskWork / work) : 0;
    }

    public override void Run()
    {
        if (_taskProducts == 0)
        {
            Multiply(0, _offsetsA.Length);
            return;
        }

        // The workers see this kernel through its slot on this stack, which lives until they are done.
        MatrixProductKernel<T> self = this;
        Workers.Run((_offsetsA.Length + _taskProducts - 1) / _taskProducts, &RunTask, Unsafe.AsPointer(ref self));
    }

    private static void RunTask(void* state, int task)
    {
        MatrixProductKernel<T> self = Unsafe.AsRef<MatrixProductKernel<T>>(state);
        self.Multiply(task * self._taskProducts, Math.Min(self._offsetsA.Length, (task + 1) * self._taskProducts));
    }

    private void Multiply(int first, int end)
    {
        T* c = (T*)_output.Pointer;
        long size = (long)_m * _n;
        for (int i = first; i < end; i++)
        {
            ProductEpilogue<T> epilogue = _addend is null ? default : _addend.Epilogue<T>(_n, (long)i * _m);
            MatrixProduct.Run(_m, _n, _k, (T*)_a.Pointer + _offsetsA[i], _lda, _transposeA, (T*)_b.Pointer + _offsetsB[i], _ldb, _transposeB, c + i * size, _n, accumulate: false, _addend is null ? null : &epilogue);
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
