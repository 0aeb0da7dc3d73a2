using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Kernels;

internal unsafe partial struct TiledProduct<T>
{
    /// <summary>Copies what this slice and these rows need, as tasks: first the strips of B, if they are the first rows, then those of A.</summary>
    private void CopyStrips()
    {
        int wholeA = _copyA ? 0 : _rows / _tileRows, wholeB = _row > 0 ? StripsB : WholeStripsB;
        int stripsA = StripsA - wholeA, stripsB = StripsB - wholeB;
        if (stripsA + stripsB > 2)
        {
            Parallel(stripsA + stripsB, &CopyStrip);
            return;
        }

        for (int i = 0; i < stripsA + stripsB; i++) CopyStrip(i);
    }

    /// <summary>The strips of B that are read in place.</summary>
    private readonly int WholeStripsB => _copyB ? 0 : _columns % TileColumns == NarrowColumns ? StripsB : _columns / TileColumns;

    private static void CopyStrip(void* state, int task) => ((TiledProduct<T>*)state)->CopyStrip(task);

    private readonly void CopyStrip(int task)
    {
        int wholeB = _row > 0 ? StripsB : WholeStripsB;
        if (task < StripsB - wholeB) CopyStripB(wholeB + task);
        else CopyStripA((_copyA ? 0 : _rows / _tileRows) + task - (StripsB - wholeB));
    }

    /// <summary>Rows of A, turned so that the numbers of one k stand together; missing rows are 0.</summary>
    private readonly void CopyStripA(int strip)
    {
        int first = strip * _tileRows;
        Strip.Copy(CopiedA(first), _tileRows, PlaceA(first), lda, Math.Min(_tileRows, _rows - first), _depth, acrossIsContiguous: transposeA);
    }

    /// <summary>Columns of B, two vectors wide; missing columns are 0.</summary>
    private readonly void CopyStripB(int strip)
    {
        int first = strip * TileColumns;
        Strip.Copy(CopiedB(first), TileColumns, PlaceB(first), ldb, Math.Min(TileColumns, _columns - first), _depth, acrossIsContiguous: !transposeB);
    }

    private readonly T* PlaceA(int row) => transposeA ? a + (long)_slice * lda + _row + row : a + (long)(_row + row) * lda + _slice;

    private readonly T* PlaceB(int column) => transposeB ? b + (long)(_column + column) * ldb + _slice : b + (long)_slice * ldb + _column + column;

    private readonly T* CopiedA(int row) => _copyA ? _stripsA + (long)row * _depth : _stripsA;

    private readonly T* CopiedB(int column) => _copyB ? _stripsB + (long)column * _depth : _stripsB;

    private static void Multiply(void* state, int task) => ((TiledProduct<T>*)state)->Multiply(task);

    /// <summary>A block of tiles, row by row: a strip of A stays in the first-level cache while the strips of B, which are in the second, go by.</summary>
    [SkipLocalsInit]
    private readonly void Multiply(int task)
    {
        (int taskRow, int taskColumn) = Math.DivRem(task, Parts(StripsB, _taskColumns));
        T* edge = stackalloc T[_tileRows * TileColumns];
        int endRow = Math.Min(StripsA, (taskRow + 1) * _taskRows) * _tileRows, endColumn = Math.Min(StripsB, (taskColumn + 1) * _taskColumns) * TileColumns;
        for (int row = taskRow * _taskRows * _tileRows; row < endRow; row += _tileRows)
        {
            int rows = Math.Min(_tileRows, _rows - row);
            bool inPlace = !_copyA && rows == _tileRows;
            T* tileA = inPlace ? PlaceA(row) : CopiedA(row);
            (nint rowA, nint stepA) = !inPlace ? (1, _tileRows) : transposeA ? (1, (nint)lda) : (lda, 1);
            for (int column = taskColumn * _taskColumns * TileColumns; column < endColumn; column += TileColumns) Tile(tileA, rowA, stepA, row, rows, column, edge);
        }
    }

    private readonly void Tile(T* tileA, nint rowA, nint stepA, int row, int rows, int column, T* edge)
    {
        int columns = Math.Min(TileColumns, _columns - column);
        bool narrow = columns <= NarrowColumns, fits = rows == _tileRows && columns == (narrow ? NarrowColumns : TileColumns);
        bool inPlace = column / TileColumns < WholeStripsB, add = accumulate || _slice > 0;
        T* tileB = inPlace ? PlaceB(column) : CopiedB(column);
        nint strideB = inPlace ? ldb : TileColumns;
        T* tileC = c + (long)(_row + row) * ldc + _column + column;
        if (_farC && add) Prefetch(tileC, rows, columns);
        if (narrow) RunTile<OneVector>(tileA, rowA, stepA, tileB, strideB, fits ? tileC : edge, fits ? ldc : TileColumns, fits && add);
        else RunTile<TwoVectors>(tileA, rowA, stepA, tileB, strideB, fits ? tileC : edge, fits ? ldc : TileColumns, fits && add);
        if (fits) return;
        for (int i = 0; i < rows; i++) CopyEdge(edge + i * TileColumns, columns, tileC + (long)i * ldc, add);
    }

    private readonly void RunTile<TColumns>(T* tileA, nint rowA, nint stepA, T* tileB, nint strideB, T* tileC, nint strideC, bool add)
        where TColumns : struct
    {
        if (s_wide && _tileRows == MicroKernel512.LowRows) MicroKernel512.RunLow<T, TColumns>(_depth, tileA, rowA, stepA, tileB, strideB, tileC, strideC, add);
        else if (s_wide) MicroKernel512.Run<T, TColumns>(_depth, tileA, rowA, stepA, tileB, strideB, tileC, strideC, add);
        else MicroKernel256.Run(_depth, tileA, rowA, stepA, tileB, strideB, tileC, strideC, add);
    }

    /// <summary>A tile's rows of C lie far apart, so that the processor does not foresee them.</summary>
    private readonly void Prefetch(T* tileC, int rows, int columns)
    {
        if (!Sse.IsSupported) return;
        for (int i = 0; i < rows; i++, tileC += ldc)
        {
            Sse.Prefetch0(tileC);
            Sse.Prefetch0(tileC + columns - 1);
        }
    }

    /// <summary>One row of a tile that reaches beyond C.</summary>
    private static void CopyEdge(T* edge, int columns, T* to, bool add)
    {
        int j = 0;
        for (; j + Vector256<T>.Count <= columns; j += Vector256<T>.Count)
        {
            Vector256<T> sum = Vector256.Load(edge + j);
            (add ? Vector256.Load(to + j) + sum : sum).Store(to + j);
        }

        for (; j < columns; j++) to[j] = add ? to[j] + edge[j] : edge[j];
    }
}
