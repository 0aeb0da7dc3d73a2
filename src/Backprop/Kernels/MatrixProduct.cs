using System.Numerics;
using System.Runtime.CompilerServices;

namespace Backprop.Kernels;

/// <summary>
/// Matrix products, row-major: C = op(A)·op(B), or C + op(A)·op(B), where op transposes or not. Every element of C is a sum over k in an order
/// that depends on the shape alone, by one thread. <see cref="Plain"/> is the definition. Very small products take
/// <see cref="Tiny"/> or <see cref="NarrowProduct{T}"/>, whose cost is little more than the call, and so do a few rows and columns; an inner length of 1 is an <see cref="OuterProduct{T}"/>. Few rows or
/// columns are a <see cref="DotProduct{T}"/> where the numbers of a sum lie side by side in the other operand, and a <see cref="RowProduct{T}"/> where the sums do; all others are tiled (<see cref="TiledProduct{T}"/>).
/// </summary>
internal static unsafe class MatrixProduct
{
    /// <summary>Below this many multiplications, arranging memory costs more than it saves.</summary>
    private const int TinyWork = 2048;

    /// <summary>With fewer columns, and in shorter sums, a few columns by themselves (<see cref="ColumnsLeft"/>) gain nothing. No such product is tiny.</summary>
    private const int FewestToSplit = 64, FewestNumbersToSplit = 48;

    /// <summary>Whether a product is so small that the definition is the fastest way.</summary>
    public static bool IsTiny(int m, int n, int k) => (long)m * n * k <= TinyWork;

    /// <summary>Whether so few rows, times a matrix that is stored transposed, have other sums than many rows, or than with the matrix turned; some of them have the same as all.</summary>
    public static bool HasOwnSums(int m, int n, int k) => DotProduct<float>.FitsRows(m, n, k);

    /// <summary>Whether a product of matrices that are stored without gaps is computed in tiles.</summary>
    public static bool IsTiled<T>(int m, int n, int k, bool transposeA, bool transposeB) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        m > 0 && n > 0 && Choose<T>(m, n, k, transposeA, transposeB, !transposeB || k == 1) == Way.Tiles;

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
    /// <param name="epilogue">What follows each sum; nothing by default.</param>
    [SkipLocalsInit] // The ways are structures of some hundred bytes; a small product takes less time than clearing them all.
    public static void Run<T>(int m, int n, int k, T* a, int lda, bool transposeA, T* b, int ldb, bool transposeB, T* c, int ldc, bool accumulate, ProductEpilogue<T>* epilogue = null)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (m == 0 || n == 0) return;
        (nint rowA, nint columnA) = transposeA ? (1, (nint)lda) : (lda, 1);
        (nint rowB, nint columnB) = transposeB ? (1, (nint)ldb) : (ldb, 1);
        Way way = Choose<T>(m, n, k, transposeA, transposeB, !transposeB || (k == 1 && ldb == 1));
        int left = way is Way.Tiles or Way.Rows ? ColumnsLeft(n, k, transposeA) : 0, columns = n - left;
        if (left > 0) new DotProduct<T>(left, m, k, b + columns * columnB, columnB, rowB, a, rowA, c + columns, 1, ldc, accumulate).Run();
        if (way == Way.Tiles)
        {
            int rest = TiledProduct<T>.RowsLeft(m, columns, transposeB), whole = m - rest;
            new TiledProduct<T>(whole, columns, k, a, lda, transposeA, b, ldb, transposeB, c, ldc, accumulate, epilogue).Run();
            if (rest > 0) new RowProduct<T>(rest, columns, k, a + whole * rowA, rowA, columnA, b, ldb, c + (nint)whole * ldc, ldc, 1, accumulate).Run();
            if (epilogue == null) return;
            epilogue->Run(c + (nint)whole * ldc, ldc, rest, columns, epilogue->At(whole, 0));
            epilogue->Run(c + columns, ldc, m, left, epilogue->At(0, columns));
            return;
        }

        switch (way)
        {
            case Way.OuterProduct: new OuterProduct<T>(m, n, a, rowA, b, c, ldc, accumulate).Run(); break;
            case Way.DotsOfColumns: DotsOfColumns().Run(); break;
            case Way.DotsOfRows: DotsOfRows().Run(); break;
            case Way.ShortDotsOfColumns: DotsOfColumns().RunShort(); break;
            case Way.ShortDotsOfRows: DotsOfRows().RunShort(); break;
            case Way.Tiny: Tiny(m, n, k, a, rowA, columnA, b, rowB, columnB, c, ldc, accumulate); break;
            case Way.Columns: new RowProduct<T>(n, m, k, b, columnB, rowB, a, lda, c, 1, ldc, accumulate).Run(); break;
            case Way.Narrow: new NarrowProduct<T>(m, n, k, a, rowA, columnA, b, ldb, c, ldc, accumulate).Run(); break;
            case Way.Rows: new RowProduct<T>(m, columns, k, a, rowA, columnA, b, ldb, c, ldc, 1, accumulate).Run(); break;
        }

        if (epilogue != null) epilogue->Run(c, ldc, m, n, epilogue->At(0, 0));

        DotProduct<T> DotsOfColumns() => new(n, m, k, b, columnB, rowB, a, rowA, c, 1, ldc, accumulate);
        DotProduct<T> DotsOfRows() => new(m, n, k, a, rowA, columnA, b, columnB, c, ldc, 1, accumulate);
    }

    /// <summary>
    /// Up to four columns that would need a tile of their own, or one or two that would fill a half of one: they are inner products. That depends on the columns and the length of the sums alone, so a row has the same sums whatever stands
    /// around it.
    /// </summary>
    private static int ColumnsLeft(int n, int k, bool transposeA) => !transposeA && n >= FewestToSplit && n % 8 <= (n % 16 < 8 ? 4 : 2) && k >= FewestNumbersToSplit ? n % 8 : 0;

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

    /// <summary>The way that was found fastest for a shape; <paramref name="columnsAreNeighbours"/>: whether the numbers of a row of B lie side by side.</summary>
    private static Way Choose<T>(int m, int n, int k, bool transposeA, bool transposeB, bool columnsAreNeighbours)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        bool isTiny = IsTiny(m, n, k), hasFewRows = RowProduct<T>.FitsRows(m) && n > 1;
        if (columnsAreNeighbours && k == 1 && n >= RowProduct<T>.FewestColumns) return Way.OuterProduct;
        // Few columns are asked for first: their sums do not depend on the number of rows.
        if (!transposeA && DotProduct<T>.FitsColumns(n, k)) return Way.DotsOfColumns;
        if (transposeB && HasOwnSums(m, n, k)) return Way.DotsOfRows;
        if (!transposeA && n == 1 && DotProduct<T>.FitsShortColumns(n, m, k)) return Way.ShortDotsOfColumns;
        if (isTiny && (n == 1 || !columnsAreNeighbours)) return Way.Tiny;
        if (transposeA && RowProduct<T>.FitsColumns(n, m, k)) return Way.Columns;
        if (columnsAreNeighbours && (isTiny || NarrowProduct<T>.Fits(n, k, transposeA) || (hasFewRows && n < RowProduct<T>.FewestColumns))) return Way.Narrow;
        if (columnsAreNeighbours && hasFewRows) return Way.Rows;
        if (!transposeA && DotProduct<T>.FitsShortColumns(n, m, k)) return Way.ShortDotsOfColumns;
        return transposeB && DotProduct<T>.FitsShortRows(m, n, k) ? Way.ShortDotsOfRows : Way.Tiles;
    }

    /// <summary>The definition with strides in place of questions, and one rounding per multiply-add as in the tiles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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

    /// <summary>How a product is computed; columns are rows of the product that is turned over.</summary>
    private enum Way
    {
        OuterProduct,
        DotsOfColumns,
        DotsOfRows,
        ShortDotsOfColumns,
        ShortDotsOfRows,
        Tiny,
        Columns,
        Narrow,
        Rows,
        Tiles,
    }
}
