using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// The matrix product in tiles, after Goto and van de Geijn ("Anatomy of High-Performance Matrix Multiplication", 2008) and BLIS:
/// the inner length is cut into slices of <see cref="Depth"/>; of each slice, A is copied into strips as high as a tile, so that the inner loop reads
/// it one number after the other; B is read where it lies if its rows are contiguous and few rows of A use it, otherwise copied into strips
/// two vectors wide. A task is a block of tiles that fits the second-level cache; tasks are handed to the worker threads.
/// The sum over k goes slice by slice, so it does not depend on who does what.
/// </summary>
internal unsafe struct TiledProduct<T>(int m, int n, int k, T* a, int lda, bool transposeA, T* b, int ldb, bool transposeB, T* c, int ldc, bool accumulate)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Inner length of a slice.</summary>
    public const int Depth = 384;

    /// <summary>Rows and columns of C for which strips are made at a time.</summary>
    private const int MostRows = 1536, MostColumns = 4096;

    /// <summary>Strips of A and of B in a task.</summary>
    private const int TaskRows = 8, TaskColumns = 8;

    /// <summary>With more rows than this, a copied strip of B is used often enough to pay for the copy.</summary>
    private const int RowsThatPay = 192;

    /// <summary>With a long inner length, whose rows of B come from far apart in memory, fewer rows of A pay for it.</summary>
    private const int LongDepth = 1024, RowsThatPayWhenLong = 64;

    /// <summary>Multiplications from which other threads are worth waking.</summary>
    private const long ParallelWork = 1 << 19;

    private static readonly bool s_wide = Vector512.IsHardwareAccelerated;

    [ThreadStatic]
    private static Storage? t_strips;

    private T* _stripsA, _stripsB;
    private int _row, _rows, _column, _columns, _slice, _depth;
    private bool _copyB;

    /// <summary>The height of the tiles: the lower ones where the rows of C fill clearly more of them. The sums are the same either way.</summary>
    private readonly int _tileRows = !s_wide ? MicroKernel256.Rows : Filled(m, MicroKernel512.LowRows) * 32L < Filled(m, MicroKernel512.Rows) * 31L ? MicroKernel512.LowRows : MicroKernel512.Rows;

    private static int TileColumns => 2 * (s_wide ? Vector512<T>.Count : Vector256<T>.Count);

    public void Run()
    {
        _copyB = transposeB || m > RowsThatPay || (k >= LongDepth && m >= RowsThatPayWhenLong);
        int depth = Math.Min(k, Depth), rows = Strips(Math.Min(m, MostRows), _tileRows) * _tileRows, columns = Strips(Math.Min(n, MostColumns), TileColumns) * TileColumns;
        long elementsA = (long)rows * depth;
        // B unpacked still needs its last, incomplete strip.
        long elementsB = (long)(_copyB ? columns : TileColumns) * depth;
        long bytes = (elementsA + elementsB) * sizeof(T) + 2 * Storage.Alignment;
        if (t_strips is null || t_strips.Bytes < bytes) t_strips = new Storage(bytes);
        Storage strips = t_strips;
        _stripsA = (T*)strips.Pointer;
        _stripsB = (T*)(strips.Pointer + (elementsA * sizeof(T) + Storage.Alignment - 1) / Storage.Alignment * Storage.Alignment);
        for (_column = 0; _column < n; _column += MostColumns)
        {
            _columns = Math.Min(MostColumns, n - _column);
            for (_slice = 0; _slice < k; _slice += Depth)
            {
                _depth = Math.Min(Depth, k - _slice);
                Parallel(Strips(_columns, TileColumns), &CopyStripB);
                for (_row = 0; _row < m; _row += MostRows)
                {
                    _rows = Math.Min(MostRows, m - _row);
                    Parallel(Strips(_rows, _tileRows), &CopyStripA);
                    Parallel(Strips(Strips(_rows, _tileRows), TaskRows) * Strips(Strips(_columns, TileColumns), TaskColumns), &Multiply);
                }
            }
        }

        GC.KeepAlive(strips);
    }

    private static int Filled(int length, int width) => Strips(length, width) * width;

    private static int Strips(int length, int width) => (length + width - 1) / width;

    private void Parallel(int tasks, delegate*<void*, int, void> task)
    {
        TiledProduct<T> self = this;
        if ((long)m * n * k >= ParallelWork)
        {
            Workers.Run(tasks, task, &self);
            return;
        }

        for (int i = 0; i < tasks; i++) task(&self, i);
    }

    private static void CopyStripA(void* state, int strip) => ((TiledProduct<T>*)state)->CopyStripA(strip);

    private static void CopyStripB(void* state, int strip) => ((TiledProduct<T>*)state)->CopyStripB(strip);

    private static void Multiply(void* state, int task) => ((TiledProduct<T>*)state)->Multiply(task);

    /// <summary>Rows of A, turned so that the numbers of one k stand together; missing rows are 0.</summary>
    private readonly void CopyStripA(int strip)
    {
        int first = strip * _tileRows, rows = Math.Min(_tileRows, _rows - first);
        T* to = _stripsA + (long)first * _depth;
        T* from = transposeA ? a + (long)_slice * lda + _row + first : a + (long)(_row + first) * lda + _slice;
        Strip.Copy(to, _tileRows, from, lda, rows, _depth, acrossIsContiguous: transposeA);
    }

    /// <summary>Columns of B, two vectors wide; missing columns are 0. Where B is read in place, only the incomplete last strip is copied.</summary>
    private readonly void CopyStripB(int strip)
    {
        int first = strip * TileColumns, columns = Math.Min(TileColumns, _columns - first);
        if (!_copyB && columns == TileColumns) return;
        T* to = _copyB ? _stripsB + (long)first * _depth : _stripsB;
        T* from = transposeB ? b + (long)(_column + first) * ldb + _slice : b + (long)_slice * ldb + _column + first;
        Strip.Copy(to, TileColumns, from, ldb, columns, _depth, acrossIsContiguous: !transposeB);
    }

    [SkipLocalsInit]
    private readonly void Multiply(int task)
    {
        int stripsA = Strips(_rows, _tileRows), stripsB = Strips(_columns, TileColumns);
        (int taskRow, int taskColumn) = Math.DivRem(task, Strips(stripsB, TaskColumns));
        bool add = accumulate || _slice > 0;
        T* edge = stackalloc T[_tileRows * TileColumns];
        for (int j = taskColumn * TaskColumns; j < Math.Min(stripsB, (taskColumn + 1) * TaskColumns); j++)
        {
            int column = j * TileColumns, columns = Math.Min(TileColumns, _columns - column);
            bool inPlace = !_copyB && columns == TileColumns;
            T* tileB = inPlace ? b + (long)_slice * ldb + _column + column : _copyB ? _stripsB + (long)column * _depth : _stripsB;
            nint strideB = inPlace ? ldb : TileColumns;
            for (int i = taskRow * TaskRows; i < Math.Min(stripsA, (taskRow + 1) * TaskRows); i++)
            {
                int row = i * _tileRows, rows = Math.Min(_tileRows, _rows - row);
                T* tileC = c + (long)(_row + row) * ldc + _column + column;
                if (rows == _tileRows && columns == TileColumns) Tile(_stripsA + (long)row * _depth, tileB, strideB, tileC, ldc, add);
                else
                {
                    Tile(_stripsA + (long)row * _depth, tileB, strideB, edge, TileColumns, false);
                    CopyEdge(edge, rows, columns, tileC, add);
                }
            }
        }
    }

    private readonly void Tile(T* tileA, T* tileB, nint strideB, T* tileC, nint strideC, bool add)
    {
        if (s_wide && _tileRows == MicroKernel512.LowRows) MicroKernel512.RunLow(_depth, tileA, tileB, strideB, tileC, strideC, add);
        else if (s_wide) MicroKernel512.Run(_depth, tileA, tileB, strideB, tileC, strideC, add);
        else MicroKernel256.Run(_depth, tileA, tileB, strideB, tileC, strideC, add);
    }

    private readonly void CopyEdge(T* edge, int rows, int columns, T* tileC, bool add)
    {
        for (int i = 0; i < rows; i++, edge += TileColumns, tileC += ldc)
        {
            for (int j = 0; j < columns; j++) tileC[j] = add ? tileC[j] + edge[j] : edge[j];
        }
    }
}
