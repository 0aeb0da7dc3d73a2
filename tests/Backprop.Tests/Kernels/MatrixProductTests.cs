using System.Numerics;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Tests.Kernels;

/// <summary>The fast product against the definition, within the rounding that the sums allow, and without a write outside of C.</summary>
public sealed unsafe class MatrixProductTests
{
    public static TheoryData<int, int, int> Shapes()
    {
        var shapes = new TheoryData<int, int, int>();
        foreach (int size in new[] { 1, 2, 3, 5, 7, 11, 12, 13, 16, 17, 24, 31, 32, 33, 40 })
        {
            shapes.Add(size, size, size);
            shapes.Add(1, size, 64);
            shapes.Add(1, 20 * size, 389);
            shapes.Add(2, 31 + size, 800);
            shapes.Add(3, 500 + size, 43);
            shapes.Add(4, 31 + size, 600);
            shapes.Add(size, 1, 70);
            shapes.Add(size, 65, 33);
            shapes.Add(64, size, 385);
            shapes.Add(200, size, 13);
        }

        shapes.Add(193, 97, 800);
        shapes.Add(1540, 35, 9);
        shapes.Add(20, 4100, 17);
        shapes.Add(70, 35, 1100);
        // Rows of A a multiple of 4 KiB apart, which are copied; more of them than are copied at a time; more columns than strips of B are made of.
        shapes.Add(70, 170, 1024);
        shapes.Add(2049, 130, 5);
        shapes.Add(14, 3100, 600);
        shapes.Add(260, 70, 300);
        // A B beyond the near caches, of which a task copies its strips, or which is read in place, while the next strip is asked for.
        shapes.Add(257, 513, 140);
        shapes.Add(24, 513, 140);
        // The same where tiles have six rows: strips copied by the task, whole or not, and beforehand.
        shapes.Add(64, 257, 300);
        shapes.Add(130, 513, 140);
        shapes.Add(150, 259, 140);
        // B's rows, stored transposed, a multiple of 1 KiB apart, for few rows of A.
        shapes.Add(1, 100, 256);
        shapes.Add(3, 70, 512);
        // Few columns or rows whose sums are cut into lanes, and slices of what is copied of them.
        foreach (int few in new[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 13, 16, 17 })
        {
            shapes.Add(few, 50 + few, 128 + 5 * few);
            shapes.Add(133 + few, few, 128 + 3 * few);
            shapes.Add(70, few, 31);
            shapes.Add(few, 9, 8192 / few + few);
        }

        shapes.Add(1, 3, 20_000);
        shapes.Add(300, 700, 1);
        shapes.Add(0, 3, 3);
        shapes.Add(3, 0, 3);
        shapes.Add(3, 3, 0);
        return shapes;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Fast_equals_plain_within_rounding(int m, int n, int k)
    {
        foreach (bool transposeA in new[] { false, true })
        {
            foreach (bool transposeB in new[] { false, true })
            {
                Compare<float>(m, n, k, transposeA, transposeB, accumulate: false, 0, 1.2e-7);
                Compare<double>(m, n, k, transposeA, transposeB, accumulate: true, 3, 2.3e-16);
            }
        }
    }

    [Fact]
    public void The_bits_do_not_depend_on_the_number_of_threads()
    {
        int before = Workers.Count;
        try
        {
            Tensor[] results = [.. new[] { 1, 2, 3, 5 }.Select(count =>
            {
                Workers.Count = count;
                Tensor a = Numbers<float>(300 * 500, 1), b = Numbers<float>(500 * 170, 2), c = new(DType.Float32, [300, 170]);
                MatrixProduct.Run(300, 170, 500, (float*)a.Pointer, 500, false, (float*)b.Pointer, 170, false, (float*)c.Pointer, 170, false);
                KeepAlive(a, b);
                return c;
            })];
            foreach (Tensor other in results) Assert.Equal(results[0].ToArray<float>(), other.ToArray<float>());
        }
        finally
        {
            Workers.Count = before;
        }
    }

    [Fact]
    public void Products_of_a_batch_are_the_same_alone_and_shared_by_threads()
    {
        const int Batch = 37, M = 30, N = 20, K = 50;
        Tensor a = Numbers<float>(Batch * M * K, 1), b = Numbers<float>(Batch * K * N, 2), shared = new(DType.Float32, [Batch, M, N]), alone = new(DType.Float32, [Batch, M, N]);
        for (int i = 0; i < Batch; i++)
        {
            MatrixProduct.Run(M, N, K, (float*)a.Pointer + i * M * K, K, false, (float*)b.Pointer + i * K * N, N, false, (float*)alone.Pointer + i * M * N, N, false);
        }

        int before = Workers.Count;
        try
        {
            Workers.Count = 3;
            new MatrixProductKernel<float>(a.Reshape([Batch, M, K]), false, b.Reshape([Batch, K, N]), false, shared).Run();
        }
        finally
        {
            Workers.Count = before;
        }

        Assert.Equal(alone.ToArray<float>(), shared.ToArray<float>());
    }

    /// <summary>
    /// Few rows are computed in other ways than many, and have the same bits; so have the rows of tiles of different heights, and up to four columns by themselves. Where B is stored transposed, up to sixteen rows have sums of their own kind.
    /// </summary>
    [Theory]
    [InlineData(1100, 1001, false, false)]
    [InlineData(1100, 1001, false, true)]
    [InlineData(1100, 1001, true, false)]
    [InlineData(70, 512, true, true)]
    [InlineData(37, 767, true, false)]
    [InlineData(10, 1001, false, true)]
    [InlineData(10, 1001, true, false)]
    [InlineData(700, 1, false, true)]
    [InlineData(1, 16, false, false)]
    [InlineData(1, 17, false, true)]
    [InlineData(1, 9001, true, false)]
    [InlineData(2, 40, false, false)]
    [InlineData(2, 9, true, false)]
    [InlineData(3, 63, false, true)]
    [InlineData(4, 200, true, false)]
    [InlineData(5, 128, false, false)]
    [InlineData(6, 127, true, true)]
    [InlineData(7, 600, false, false)]
    [InlineData(8, 1001, false, true)]
    [InlineData(65, 47, false, false)]
    [InlineData(65, 48, false, true)]
    [InlineData(67, 48, false, true)]
    [InlineData(76, 100, false, false)]
    [InlineData(98, 200, false, false)]
    [InlineData(100, 200, true, true)]
    [InlineData(129, 600, true, false)]
    [InlineData(1026, 80, false, false)]
    [InlineData(512, 801, false, false)]
    [InlineData(1024, 400, false, true)]
    public void Rows_have_the_same_bits_alone_and_among_others(int n, int k, bool transposeB, bool accumulate)
    {
        const int M = 29;
        Tensor a = Numbers<float>(M * k, 1), b = Numbers<float>(k * n, 2), together = Numbers<float>(M * n, 3);
        float[] before = together.ToArray<float>();
        int ldb = transposeB ? k : n;
        MatrixProduct.Run(M, n, k, (float*)a.Pointer, k, false, (float*)b.Pointer, ldb, transposeB, (float*)together.Pointer, n, accumulate);
        foreach (int rows in transposeB && n > 6 ? [17, 20, 24] : new[] { 1, 2, 3, 4, 5, 9, 13, 20 })
        {
            Tensor few = Tensor.From(before[..(rows * n)], [rows, n]);
            MatrixProduct.Run(rows, n, k, (float*)a.Pointer, k, false, (float*)b.Pointer, ldb, transposeB, (float*)few.Pointer, n, accumulate);
            Assert.Equal(together.ToArray<float>()[..(rows * n)], few.ToArray<float>());
        }

        KeepAlive(a, b);
    }

    [Fact]
    public void Nan_and_infinity_reach_every_sum_that_they_belong_to()
    {
        Tensor a = Numbers<float>(40 * 40, 1), b = Tensor.Full(0, DType.Float32, [40 * 40]), c = new(DType.Float32, [40, 40]);
        a.AsWritableSpan<float>()[5 * 40 + 7] = float.PositiveInfinity;
        MatrixProduct.Run(40, 40, 40, (float*)a.Pointer, 40, false, (float*)b.Pointer, 40, false, (float*)c.Pointer, 40, false);
        KeepAlive(a, b);
        float[] result = c.ToArray<float>();
        for (int i = 0; i < result.Length; i++) Assert.Equal(i / 40 == 5, float.IsNaN(result[i]));
    }

    private static void Compare<T>(int m, int n, int k, bool transposeA, bool transposeB, bool accumulate, int extra, double epsilon)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lda = (transposeA ? m : k) + extra, ldb = (transposeB ? k : n) + extra, ldc = n + extra;
        Tensor a = Numbers<T>((transposeA ? k : m) * lda, 1), b = Numbers<T>((transposeB ? n : k) * ldb, 2);
        Tensor fast = Numbers<T>(m * ldc + 1, 3), plain = fast.Clone(), bound = new(DTypes.Of<T>(), [m * ldc + 1]);
        Tensor absoluteA = Absolute<T>(a), absoluteB = Absolute<T>(b);
        // One element in: no alignment may be assumed.
        MatrixProduct.Run(m, n, k, (T*)a.Pointer, lda, transposeA, (T*)b.Pointer, ldb, transposeB, (T*)fast.Pointer + 1, ldc, accumulate);
        MatrixProduct.Plain(m, n, k, (T*)a.Pointer, lda, transposeA, (T*)b.Pointer, ldb, transposeB, (T*)plain.Pointer + 1, ldc, accumulate);
        MatrixProduct.Plain(m, n, k, (T*)absoluteA.Pointer, lda, transposeA, (T*)absoluteB.Pointer, ldb, transposeB, (T*)bound.Pointer + 1, ldc, false);
        // Nobody asks for these tensors any more, so their memory could go while it is read.
        KeepAlive(a, b, absoluteA, absoluteB);
        for (int i = 0; i < fast.Size; i++)
        {
            double allowed = (k + 2) * epsilon * (bound.At(i) + 1);
            // Outside of C, where the bound is 0, nothing may change at all.
            bool inside = i > 0 && (i - 1) % ldc < n;
            Assert.True(inside ? Math.Abs(fast.At(i) - plain.At(i)) <= allowed : fast.At(i).Equals(plain.At(i)), $"({m}, {n}, {k}) transposes {transposeA} {transposeB}: element {i} is {fast.At(i)}, plain {plain.At(i)}");
        }
    }

    private static void KeepAlive(params Tensor[] tensors) => GC.KeepAlive(tensors);

    private static Tensor Numbers<T>(int count, int salt) where T : unmanaged, INumber<T> =>
        Tensor.From(Enumerable.Range(0, count).Select(i => T.CreateTruncating(Math.Sin(i * 12.9898 + salt * 78.233))).ToArray(), [count]);

    private static Tensor Absolute<T>(Tensor values) where T : unmanaged, INumber<T> => Tensor.From(values.ToArray<T>().Select(T.Abs).ToArray(), [values.Size]);
}
