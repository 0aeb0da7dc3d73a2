using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>
/// Matrix products, row-major: C = op(A)·op(B), or C + op(A)·op(B), where op transposes or not. Every element of C is a sum over k in an order
/// that depends on the shape alone, by one thread. <see cref="Plain"/> is the definition. Very small products take
/// <see cref="Tiny"/> or <see cref="Narrow"/>, whose cost is little more than the call, and so do a few rows and columns; an inner length of 1 is an <see cref="OuterProduct{T}"/>; a few rows are a
/// <see cref="RowProduct{T}"/>, or a <see cref="TurnedRowProduct"/> where B is stored transposed; all others are tiled (<see cref="TiledProduct{T}"/>).
/// </summary>
internal static unsafe class MatrixProduct
{
    /// <summary>Below this many multiplications, arranging memory costs more than it saves.</summary>
    private const int TinyWork = 2048;

    /// <summary>Whether a product is so small that the definition is the fastest way.</summary>
    public static bool IsTiny(int m, int n, int k) => (long)m * n * k <= TinyWork;

    /// <param name="m">Rows of C.</param>
    /// <param name="n">Columns of C.</param>
    /// <param name="k">The inner length; 0 gives zeros.</param>
    /// <param name="a">m×k, or k×m when transposed.</param>
    /// <param name="lda">Elements from one stored row of a to the next.</param>
    /// <param name="transposeA">Whether a is stored transposed.</param>
    /// <param name="b">k×n, or n×k when transposed.</param>
    /// <param name="ldb">Elements from one stored row of b to the next.</param>
    /// <param name="transposeB">Whether b is stored transposed.</param>
    /// <param name="c">The result; nothing beyond its n columns is written.</param>
    /// <param name="ldc">Elements from one row of c to the next.</param>
    /// <param name="accumulate">Whether the product is added to what c holds.</param>
    public static void Run<T>(int m, int n, int k, T* a, int lda, bool transposeA, T* b, int ldb, bool transposeB, T* c, int ldc, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (m == 0 || n == 0) return;
        (nint rowA, nint columnA) = transposeA ? (1, (nint)lda) : (lda, 1);
        bool columnsAreNeighbours = !transposeB || (k == 1 && ldb == 1);
        if (columnsAreNeighbours && k == 1 && n >= RowProduct<T>.FewestColumns) new OuterProduct<T>(m, n, a, rowA, b, c, ldc, accumulate).Run();
        else if (IsTiny(m, n, k) && (n == 1 || !columnsAreNeighbours)) Tiny(m, n, k, a, rowA, columnA, b, transposeB ? 1 : ldb, transposeB ? ldb : 1, c, ldc, accumulate);
        else if (columnsAreNeighbours && (IsTiny(m, n, k) || (m <= RowProduct<T>.MostRows && n is > 1 and < RowProduct<T>.FewestColumns))) Narrow(m, n, k, a, rowA, columnA, b, ldb, c, ldc, accumulate);
        else if (columnsAreNeighbours && m <= RowProduct<T>.MostRows && n > 1) new RowProduct<T>(m, n, k, a, rowA, columnA, b, ldb, c, ldc, accumulate).Run();
        else if (TurnedRowProduct.Fits<T>(m, n, transposeB)) new TurnedRowProduct(m, n, k, (float*)a, rowA, columnA, (float*)b, ldb, (float*)c, ldc, accumulate).Run();
        else new TiledProduct<T>(m, n, k, a, lda, transposeA, b, ldb, transposeB, c, ldc, accumulate).Run();
    }

    /// <summary>The definition.</summary>
    public static void Plain<T>(int m, int n, int k, T* a, int lda, bool transposeA, T* b, int ldb, bool transposeB, T* c, int ldc, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < m; i++)
        {
            for (int j = 0; j < n; j++)
            {
                T sum = T.Zero;
                for (int p = 0; p < k; p++) sum += (transposeA ? a[(long)p * lda + i] : a[(long)i * lda + p]) * (transposeB ? b[(long)j * ldb + p] : b[(long)p * ldb + j]);
                T* to = c + (long)i * ldc + j;
                *to = accumulate ? *to + sum : sum;
            }
        }
    }

    /// <summary>The definition with strides in place of questions, and one rounding per multiply-add as in the tiles.</summary>
    private static void Tiny<T>(int m, int n, int k, T* a, nint rowA, nint columnA, T* b, nint rowB, nint columnB, T* c, nint ldc, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        for (int i = 0; i < m; i++, a += rowA, c += ldc)
        {
            T* column = b;
            for (int j = 0; j < n; j++, column += columnB)
            {
                T sum = T.Zero;
                T* x = a;
                T* y = column;
                for (int p = 0; p < k; p++, x += columnA, y += rowB) sum = T.FusedMultiplyAdd(*x, *y, sum);
                c[j] = accumulate ? c[j] + sum : sum;
            }
        }
    }

    /// <summary>Slice by slice of the inner length, as all others do.</summary>
    private static void Narrow<T>(int m, int n, int k, T* a, nint rowA, nint columnA, T* b, nint ldb, T* c, nint ldc, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int slice = Math.Max(TiledProduct<T>.SliceOf(k), 1);
        for (int start = 0; start < Math.Max(k, 1); start += slice)
        {
            NarrowSlice(m, n, Math.Min(slice, k - start), a + start * columnA, rowA, columnA, b + start * ldb, ldb, c, ldc, accumulate || start > 0);
        }
    }

    /// <summary>The columns of B lie side by side: a vector of them at a time, for four rows of A at once, because each sum waits for itself.</summary>
    [SkipLocalsInit]
    private static void NarrowSlice<T>(int m, int n, int k, T* a, nint rowA, nint columnA, T* b, nint ldb, T* c, nint ldc, bool accumulate)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int lanes = Vector512<T>.Count;
        T* sums = stackalloc T[4 * lanes];
        for (int j = 0; j < n; j += lanes, b += lanes, c += lanes)
        {
            int columns = Math.Min(lanes, n - j);
            for (int i = 0; i < m; i += 4)
            {
                // Rows that are not there repeat the last one.
                int rows = Math.Min(4, m - i);
                T* a0 = a + i * rowA;
                T* a1 = a + (i + Math.Min(1, rows - 1)) * rowA;
                T* a2 = a + (i + Math.Min(2, rows - 1)) * rowA;
                T* a3 = a + (i + Math.Min(3, rows - 1)) * rowA;
                Vector512<T> c0 = Vector512<T>.Zero, c1 = c0, c2 = c0, c3 = c0;
                T* row = b;
                for (nint p = 0; p < k * columnA; p += columnA, row += ldb)
                {
                    // Storage can be read beyond its end.
                    Vector512<T> numbers = Vector512.Load(row);
                    c0 = Multiplication.Add(Vector512.Create(a0[p]), numbers, c0);
                    c1 = Multiplication.Add(Vector512.Create(a1[p]), numbers, c1);
                    c2 = Multiplication.Add(Vector512.Create(a2[p]), numbers, c2);
                    c3 = Multiplication.Add(Vector512.Create(a3[p]), numbers, c3);
                }

                c0.Store(sums);
                c1.Store(sums + lanes);
                c2.Store(sums + 2 * lanes);
                c3.Store(sums + 3 * lanes);
                for (int r = 0; r < rows; r++)
                {
                    T* from = sums + r * lanes;
                    T* to = c + (i + r) * ldc;
                    for (int column = 0; column < columns; column++) to[column] = accumulate ? to[column] + from[column] : from[column];
                }
            }
        }
    }
}
