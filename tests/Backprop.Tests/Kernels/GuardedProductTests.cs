using System.Numerics;
using Backprop.Kernels;

namespace Backprop.Tests.Kernels;

/// <summary>
/// The matrix product on all small shapes and around the sizes of its tiles, between guards, where nothing is aligned. The numbers are small and whole: every
/// sum is exact in any order, so the fast product has to equal the definition to the bit.
/// </summary>
public sealed unsafe class GuardedProductTests
{
    public static TheoryData<int> Rows => [.. Enumerable.Range(1, 20)];

    public static TheoryData<int> RowsAroundTiles => [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 23, 24, 25, 32, 63, 64, 65, 193];

    [Theory]
    [MemberData(nameof(Rows))]
    public void All_small_shapes(int m)
    {
        using var single = new Operands<float>(20, 20, 20);
        using var wide = new Operands<double>(20, 20, 20);
        for (int n = 1; n <= 20; n++)
        {
            for (int k = 1; k <= 20; k++)
            {
                for (int form = 0; form < 8; form++)
                {
                    single.Compare(m, n, k, form, atEnd: true);
                    if ((n + k + form) % 4 == 0) wide.Compare(m, n, k, form, atEnd: k % 2 == 0);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(RowsAroundTiles))]
    public void Shapes_around_tiles(int m)
    {
        using var single = new Operands<float>(193, 1025, 800);
        using var wide = new Operands<double>(193, 1025, 800);
        int form = m;
        foreach (int n in new[] { 1, 2, 3, 5, 6, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 48, 49, 63, 64, 65, 66, 96, 97, 98, 1025 })
        {
            foreach (int k in new[] { 1, 7, 130, 383, 385, 800 })
            {
                if ((long)m * n * k > 400_000) continue;
                single.Compare(m, n, k, form % 8, atEnd: true);
                wide.Compare(m, n, k, (form + 3) % 8, atEnd: form % 2 == 0);
                form++;
            }
        }
    }

    [Theory]
    [InlineData(512, 801)]
    [InlineData(1008, 397)]
    [InlineData(1024, 385)]
    public void A_single_row_times_a_matrix_beyond_the_near_cache(int n, int k)
    {
        using var single = new Operands<float>(1, n, k);
        using var wide = new Operands<double>(1, n, k);
        foreach (int form in new[] { 0, 1, 4, 5 })
        {
            foreach (bool atEnd in new[] { true, false })
            {
                single.Compare(1, n, k, form, atEnd);
                wide.Compare(1, n, k, form, atEnd);
            }
        }
    }

    [Theory]
    [InlineData(33, 257, 500)]
    [InlineData(50, 259, 330)]
    public void Strips_that_low_tiles_copy(int m, int n, int k)
    {
        using var single = new Operands<float>(m, n, k);
        using var wide = new Operands<double>(m, n, k);
        for (int form = 0; form < 8; form++)
        {
            single.Compare(m, n, k, form, atEnd: form % 2 == 0);
            wide.Compare(m, n, k, form, atEnd: form % 2 != 0);
        }
    }

    /// <summary>Room for the operands of the largest shape. The bits of a form: A transposed, B transposed, added to what is there.</summary>
    private sealed class Operands<T>(int m, int n, int k) : IDisposable
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private const int Extra = 3;

        private readonly GuardedMemory _a = new((long)(m + Extra) * (k + Extra) * sizeof(T), GuardedMemory.ToRead), _b = new((long)(k + Extra) * (n + Extra) * sizeof(T), GuardedMemory.ToRead);
        private readonly GuardedMemory _c = new((long)m * (n + Extra) * sizeof(T), GuardedMemory.ToWrite), _d = new((long)m * (n + Extra) * sizeof(T), GuardedMemory.ToRead);

        public void Compare(int m, int n, int k, int form, bool atEnd)
        {
            (bool transposeA, bool transposeB, bool accumulate) = ((form & 1) != 0, (form & 2) != 0, (form & 4) != 0);
            // Rows with room behind them, or one right behind the other.
            int extra = (m + n + k) % 2 * Extra;
            (int rowsA, int columnsA, int rowsB, int columnsB) = (transposeA ? k : m, transposeA ? m : k, transposeB ? n : k, transposeB ? k : n);
            (int lda, int ldb, int ldc) = (columnsA + extra, columnsB + extra, n + extra);
            T* a = Fill(_a, rowsA, columnsA, lda, 1, atEnd), b = Fill(_b, rowsB, columnsB, ldb, 2, atEnd), c = Fill(_c, m, n, ldc, 3, atEnd);
            T[] plain = [.. new ReadOnlySpan<T>(c, (m - 1) * ldc + n)];
            // What follows the product: nothing, a row or a matrix added, and a relu behind it or not.
            int follows = (m + 2 * n + k + form) % 5;
            bool isRow = follows > 2, relu = follows % 2 == 0;
            nint strideD = isRow ? 0 : ldc;
            T* d = Fill(_d, isRow ? 1 : m, n, ldc, 4, atEnd);
            var epilogue = new ProductEpilogue<T>(d, strideD, relu);
            MatrixProduct.Run(m, n, k, a, lda, transposeA, b, ldb, transposeB, c, ldc, accumulate, follows == 0 ? null : &epilogue);
            fixed (T* to = plain) MatrixProduct.Plain(m, n, k, a, lda, transposeA, b, ldb, transposeB, to, ldc, accumulate);
            for (int i = 0; i < m && follows > 0; i++)
            {
                for (int j = 0; j < n; j++)
                {
                    ref T sum = ref plain[i * ldc + j];
                    sum += d[i * strideD + j];
                    if (relu && sum < T.Zero) sum = T.Zero;
                }
            }

            string what = $"({m}, {n}, {k}) of {typeof(T).Name}, transposed {transposeA} {transposeB}, added {accumulate}, followed by {(follows == 0 ? "nothing" : isRow ? "a row" : "a matrix")}{(follows > 0 && relu ? " and relu" : "")}";
            // Between the rows of C the pattern stands still, in both.
            Assert.True(new ReadOnlySpan<byte>(c, plain.Length * sizeof(T)).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(plain)), what);
            foreach (GuardedMemory memory in new[] { _a, _b, _c, _d }) memory.AssertRestIsUntouched(what);
        }

        public void Dispose()
        {
            foreach (GuardedMemory memory in new[] { _a, _b, _c, _d }) memory.Dispose();
        }

        /// <summary>Whole numbers from −4 to 4; what lies between the rows keeps the pattern.</summary>
        private static T* Fill(GuardedMemory memory, int rows, int columns, int stride, int salt, bool atEnd)
        {
            long bytes = ((long)(rows - 1) * stride + columns) * sizeof(T);
            T* matrix = (T*)(atEnd ? memory.AtEnd(bytes) : memory.AtStart(bytes));
            uint state = (uint)salt * 2654435761;
            for (int i = 0; i < rows; i++)
            {
                for (int j = 0; j < columns; j++)
                {
                    state = state * 1664525 + 1013904223;
                    matrix[(long)i * stride + j] = T.CreateTruncating((int)((state >> 16) % 9) - 4);
                }
            }

            return matrix;
        }
    }
}
