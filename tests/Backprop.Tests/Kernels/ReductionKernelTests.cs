using System.Numerics;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Tests.Kernels;

/// <summary>Fast reductions against the plain loop, without a write behind the result, and the same bits for any number of threads.</summary>
public sealed unsafe class ReductionKernelTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 7, 1)]
    [InlineData(5, 16, 1)]
    [InlineData(4, 143, 1)]
    [InlineData(2, 3000, 1)]
    [InlineData(700, 65, 1)]
    [InlineData(1, 200_001, 1)]
    [InlineData(1, 9, 5)]
    [InlineData(3, 40, 17)]
    [InlineData(1, 5000, 33)]
    [InlineData(2, 3000, 64)]
    [InlineData(900, 5, 11)]
    [InlineData(1, 3, 40_000)]
    public void Fast_equals_plain(int outer, int length, int inner)
    {
        Compare<float, SumReduction>(outer, length, inner, 1e-6);
        Compare<double, SumReduction>(outer, length, inner, 1e-14);
        Compare<int, SumReduction>(outer, length, inner, 0);
        Compare<float, MaxReduction>(outer, length, inner, 0);
        Compare<long, MinReduction>(outer, length, inner, 0);
    }

    private static void Compare<T, TReduction>(int outer, int length, int inner, double tolerance)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        // One element in: no alignment may be assumed.
        Tensor x = Tensor.From(Enumerable.Range(0, outer * length * inner + 1).Select(i => T.CreateTruncating(Math.Sin(i * 12.9898) * 100)).ToArray(), [outer * length * inner + 1]);
        Tensor plain = new(x.DType, [outer * inner + 2]), fast = new(x.DType, [outer * inner + 2]);
        Reductions.Plain<T, TReduction>((T*)x.Pointer + 1, (T*)plain.Pointer + 1, outer, length, inner);
        int before = Workers.Count;
        try
        {
            T[]? first = null;
            foreach (int count in new[] { 1, 2, 5 })
            {
                Workers.Count = count;
                Reductions.Run<T, TReduction>((T*)x.Pointer + 1, (T*)fast.Pointer + 1, outer, length, inner);
                first ??= fast.ToArray<T>();
                Assert.Equal(first, fast.ToArray<T>());
            }

            for (int i = 0; i < fast.Size; i++) Assert.Equal(plain.At(i), fast.At(i), tolerance * 100 * length);
        }
        finally
        {
            Workers.Count = before;
        }

        GC.KeepAlive(x);
    }
}
