using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Kernels;

internal unsafe partial struct TiledProduct<T>
{
    /// <summary>Copies what this slice and these rows need, as tasks: first the strips of B, if they are the first rows, then those of A.</summary>
    private void CopyStrips()
    {
        int wholeB = _row > 0 ? StripsB : WholeStripsB;
        int stripsA = _stripsOfA - WholeStripsA, stripsB = StripsB - wholeB;
        if (stripsA + stripsB > 2)
        {
            Parallel(stripsA + stripsB, &CopyStrip);
            return;
        }

        for (int i = 0; i < stripsA + stripsB; i++) CopyStrip(i);
    }

    /// <summary>The strips of A that are read in place: an incomplete one is not, because a tile reads all of its rows.</summary>
    private readonly int WholeStripsA => _copyA ? 0 : FirstRow(_stripsOfA) == _rows ? _stripsOfA : _stripsOfA - 1;

    /// <summary>The strips of B that are not copied beforehand.</summary>
    private readonly int WholeStripsB => _copyB && !_taskCopiesB ? 0 : StripsB;

    private static void CopyStrip(void* state, int task) => ((TiledProduct<T>*)state)->CopyStrip(task);

    private readonly void CopyStrip(int task)
    {
        int wholeB = _row > 0 ? StripsB : WholeStripsB;
        if (task < StripsB - wholeB) CopyStripB(wholeB + task);
        else CopyStripA(WholeStripsA + task - (StripsB - wholeB));
    }

    /// <summary>Rows of A, turned so that the numbers of one k stand together; what stands for missing rows has no meaning.</summary>
    private readonly void CopyStripA(int strip)
    {
        int first = FirstRow(strip), height = Height(strip);
        Strip.Copy(CopiedA(first), height, PlaceA(first), lda, Math.Min(height, _rows - first), _depth, acrossIsContiguous: transposeA);
    }

    /// <summary>Columns of B, two vectors wide; what stands for missing columns has no meaning.</summary>
    private readonly void CopyStripB(int strip)
    {
        int first = strip * TileColumns;
        CopyStripB(first, CopiedB(first));
    }

    private readonly void CopyStripB(int first, T* to)
    {
        Strip.Copy(to, TileColumns, PlaceB(first), ldb, Math.Min(TileColumns, _columns - first), _depth, acrossIsContiguous: !transposeB);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly T* PlaceA(int row) => transposeA ? a + (long)_slice * lda + _row + row : a + (long)(_row + row) * lda + _slice;

    private readonly T* PlaceB(int column) => transposeB ? b + (long)(_column + column) * ldb + _slice : b + (long)_slice * ldb + _column + column;

    private readonly T* CopiedA(int row) => _copyA ? _stripsA + (long)row * _depth : _stripsA;

    private readonly T* CopiedB(int column) => _copyB ? _stripsB + (long)column * _depth : _stripsB;

    private static void Multiply(void* state, int task) => ((TiledProduct<T>*)state)->Multiply(task);

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Multiply(int task)
    {
        (int taskRow, int taskColumn) = Math.DivRem(task, Parts(StripsB, _taskColumns));
        T* edge = stackalloc T[TileRows * TileColumns];
        int firstStrip = taskRow * _taskRows, endStrip = Math.Min(_stripsOfA, firstStrip + _taskRows);
        int firstColumn = taskColumn * _taskColumns * TileColumns, endColumn = Math.Min(StripsB, (taskColumn + 1) * _taskColumns) * TileColumns;
        if (!_taskCopiesB)
        {
            // Row by row: a strip of A stays in the first-level cache while the strips of B, which are in the second, go by.
            for (int strip = firstStrip; strip < endStrip; strip++)
            {
                for (int column = firstColumn; column < endColumn; column += TileColumns)
                {
                    if (_copyB) Tile(strip, column, CopiedB(column), TileColumns, edge, isFirst: false);
                    else Tile(strip, column, PlaceB(column), ldb, edge, strip == firstStrip);
                }
            }

            return;
        }

        T* copy = stackalloc T[TileColumns * _depth];
        for (int column = firstColumn; column < endColumn; column += TileColumns)
        {
            CopyStripB(column, copy);
            for (int strip = firstStrip; strip < endStrip; strip++) Tile(strip, column, copy, TileColumns, edge, strip == firstStrip);
        }
    }

    /// <summary>The strip of B after one that is read in place or copied by a task, where a step of <see cref="StepToNextB"/> for every k goes through it; otherwise null.</summary>
    private readonly T* NextB(int column) => column + TileColumns < _columns && (!transposeB || ldb == _depth) ? PlaceB(column + TileColumns) : null;

    private readonly nint StepToNextB => transposeB ? TileColumns : ldb;

    /// <summary>The tile of a strip of A and a strip of B; at the right margin no wider than it must be, in two parts where that is less. The first of a column asks for the next strip of B.</summary>
    private readonly void Tile(int strip, int column, T* tileB, nint strideB, T* edge, bool isFirst)
    {
        int columns = Math.Min(TileColumns, _columns - column), half = TileColumns / 4;
        if (isFirst && _farB && NextB(column) != null) Tile<TwoVectorsAndNext>(strip, column, columns, TileColumns, tileB, strideB, edge);
        else if (columns > (IsWide ? 3 : 2) * half) Tile<TwoVectors>(strip, column, columns, TileColumns, tileB, strideB, edge);
        else if (IsWide && columns <= half) Tile<HalfVector>(strip, column, columns, half, tileB, strideB, edge);
        else Tile<OneVector>(strip, column, Math.Min(columns, 2 * half), 2 * half, tileB, strideB, edge);
        if (IsWide && columns > 2 * half && columns <= 3 * half) Tile<HalfVector>(strip, column + 2 * half, columns - 2 * half, half, tileB + 2 * half, strideB, edge);
    }

    private readonly void Tile<TColumns>(int strip, int column, int columns, int width, T* tileB, nint strideB, T* edge)
        where TColumns : struct
    {
        int row = FirstRow(strip), height = Height(strip), rows = Math.Min(height, _rows - row);
        bool inPlace = !_copyA && rows == height;
        T* tileA = inPlace ? PlaceA(row) : CopiedA(row);
        (nint rowA, nint stepA) = !inPlace ? (1, height) : transposeA ? (1, (nint)lda) : (lda, 1);
        bool fits = rows == height && columns == width, add = accumulate || _slice > 0;
        T* tileC = c + (long)(_row + row) * ldc + _column + column;
        if (_farC && add) Prefetch(tileC, ldc, rows, columns);
        bool isLast = epilogue != null && _slice + _depth == k;
        nint strideD = isLast ? epilogue->Stride : 0;
        T* tileD = isLast ? epilogue->At(_row + row, _column + column) : null;
        bool endsInTile = isLast && fits && typeof(TColumns) != typeof(HalfVector);
        if (strideD > 0) Prefetch(tileD, strideD, rows, columns);
        T* next = typeof(TColumns) == typeof(TwoVectorsAndNext) ? NextB(column) : null;
        RunTile<TColumns>(height, tileA, rowA, stepA, tileB, strideB, fits ? tileC : edge, fits ? ldc : TileColumns, fits && add, endsInTile ? tileD : null, endsInTile ? strideD : 0, endsInTile && epilogue->Relu, next);
        if (!fits) CopyEdge(edge, rows, columns, tileC, ldc, add);
        if (isLast && !endsInTile) epilogue->Run(tileC, ldc, rows, columns, tileD);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void RunTile<TColumns>(int height, T* tileA, nint rowA, nint stepA, T* tileB, nint strideB, T* tileC, nint strideC, bool add, T* tileD, nint strideD, bool relu, T* next)
        where TColumns : struct
    {
        if (!IsWide && height == LowRows) MicroKernel256.RunLow<T, TColumns>(_depth, tileA, rowA, stepA, tileB, strideB, tileC, strideC, add, tileD, strideD, relu, next, StepToNextB);
        else if (!IsWide) MicroKernel256.Run<T, TColumns>(_depth, tileA, rowA, stepA, tileB, strideB, tileC, strideC, add, tileD, strideD, relu, next, StepToNextB);
        else if (typeof(TColumns) == typeof(HalfVector)) HalfTile(height, _depth, tileA, rowA, stepA, tileB, strideB, tileC, strideC, add);
        else if (height == MicroKernel512.LowRows) MicroKernel512.RunLow<T, TColumns>(_depth, tileA, rowA, stepA, tileB, strideB, tileC, strideC, add, tileD, strideD, relu, next, StepToNextB);
        else MicroKernel512.Run<T, TColumns>(_depth, tileA, rowA, stepA, tileB, strideB, tileC, strideC, add, tileD, strideD, relu, next, StepToNextB);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void HalfTile(int height, int depth, T* tileA, nint rowA, nint stepA, T* tileB, nint strideB, T* tileC, nint strideC, bool add)
    {
        if (height == MicroKernel512.LowRows) HalfVectorTile.EightRows(depth, tileA, rowA, stepA, tileB, strideB, tileC, strideC, add);
        else HalfVectorTile.TwelveRows(depth, tileA, rowA, stepA, tileB, strideB, tileC, strideC, add);
    }

    /// <summary>Rows that a tile is about to add lie far apart, so that the processor does not foresee them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Prefetch(T* row, nint stride, int rows, int columns)
    {
        if (!Sse.IsSupported) return;
        for (int i = 0; i < rows; i++, row += stride)
        {
            Sse.Prefetch0(row);
            Sse.Prefetch0(row + columns - 1);
        }
    }

    /// <summary>The rows of a tile that reaches beyond C, each by two vectors as long as fit, the second over the end of the first; three numbers and fewer one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyEdge(T* edge, int rows, int columns, T* to, nint stride, bool add)
    {
        for (; rows > 0; rows--, edge += TileColumns, to += stride)
        {
            if (IsWide && columns >= Vector512<T>.Count)
            {
                int second = columns - Vector512<T>.Count;
                Vector512<T> begin = Vector512.Load(edge), end = Vector512.Load(edge + second);
                if (add) (begin, end) = (Vector512.Load(to) + begin, Vector512.Load(to + second) + end);
                begin.Store(to);
                end.Store(to + second);
            }
            else if (columns >= Vector256<T>.Count)
            {
                int second = columns - Vector256<T>.Count;
                Vector256<T> begin = Vector256.Load(edge), end = Vector256.Load(edge + second);
                if (add) (begin, end) = (Vector256.Load(to) + begin, Vector256.Load(to + second) + end);
                begin.Store(to);
                end.Store(to + second);
            }
            else if (columns >= Vector128<T>.Count)
            {
                int second = columns - Vector128<T>.Count;
                Vector128<T> begin = Vector128.Load(edge), end = Vector128.Load(edge + second);
                if (add) (begin, end) = (Vector128.Load(to) + begin, Vector128.Load(to + second) + end);
                begin.Store(to);
                end.Store(to + second);
            }
            else
            {
                for (int j = 0; j < columns; j++) to[j] = add ? to[j] + edge[j] : edge[j];
            }
        }
    }
}
