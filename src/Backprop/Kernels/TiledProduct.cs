using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// The matrix product in tiles, after Goto and van de Geijn ("Anatomy of High-Performance Matrix Multiplication", 2008) and BLIS:
/// the inner length is cut into equal slices of at most <see cref="LongestSlice"/>. A tile takes the numbers of A one by one and those of B by vectors.
/// Either operand is read where it lies while that is cheap, and otherwise copied first into strips as high or as wide as a tile: A where its rows would push each other
/// out of the first-level cache, B where it is transposed or where many rows of A use it; a strip of B that only one task uses is copied by the task. While the first row of tiles takes one strip of B, it asks for the next,
/// so that B may come from afar. A task is a block of tiles whose part of B fits the second-level cache; tasks are handed to the worker threads. The sum over k goes slice by slice, so it does not depend on who does what.
/// </summary>
internal unsafe partial struct TiledProduct<T>(int m, int n, int k, T* a, int lda, bool transposeA, T* b, int ldb, bool transposeB, T* c, int ldc, bool accumulate, ProductEpilogue<T>* epilogue)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Bytes of a row of A in a slice, at most: a strip of 12 rows takes three quarters of a first-level cache of 32 KiB and stays there while the strips of B go by.</summary>
    private const int LongestSlice = 2048;

    /// <summary>Rows and columns of C for which strips are made at a time: strips of B stay within a last-level cache.</summary>
    private const int MostRows = 1536, MostColumns = 3072;

    /// <summary>Strips of A and of B in a task, at most; fewer where that would leave less than <see cref="FewestTasks"/> to share.</summary>
    private const int LargestTask = 8, FewestTasks = 32;

    /// <summary>
    /// With no more rows than this, and columns enough for all threads (twice as many for more than half of the rows), a task takes all rows, and copies its own strips of B: they go from the copy straight into the tiles.
    /// Tiles half as wide read A twice as often, and more than 144 rows of it would come from the last-level cache each time.
    /// </summary>
    private static int MostRowsOfTask => IsWide ? 512 : 144;

    /// <summary>
    /// With more rows than this, a copied strip of B is used often enough to pay for the copy, and for the second thread's reading what the first one wrote;
    /// with fewer where the rows of B collide (<see cref="RowsCollide"/>), where they come from far apart in memory, or where tiles are lower.
    /// </summary>
    private const int RowsThatPay = 1024, FewerRowsThatPay = 192;

    /// <summary>A B with so long an inner length comes from far apart in memory.</summary>
    private const int LongDepth = 1024;

    /// <summary>The rows and the numbers of A from which a copy of B pays for lower tiles (<see cref="LowTilesPay"/>).</summary>
    private const int RowsThatPayForLowTiles = 32, NumbersThatPayForLowTiles = 1 << 14;

    /// <summary>
    /// Addresses this many bytes apart share their place in a first-level cache of 8 or 12 ways. Rows of A whose distance is closer than
    /// <see cref="FreeOfRows"/> to a multiple of it are copied, if more strips of B than <see cref="StripsThatPay"/> use the copy.
    /// </summary>
    private const int CachePeriod = 4096, FreeOfRows = 512, StripsThatPay = 4;

    /// <summary>Of more rows, one or two that need a tile of their own are a small part (<see cref="RowsLeft"/>).</summary>
    private const int MostRowsToSplit = 100;

    /// <summary>Multiplications from which other threads are worth waking.</summary>
    private const long ParallelWork = 1 << 19;

    /// <summary>Multiplications of the smallest task worth handing out.</summary>
    private const int SmallestTask = 1 << 17;

    /// <summary>A matrix of more bytes than this is not in a near cache: of a C that it adds to, a tile asks for its part before it is needed; of B, the first of a column asks for the next strip.</summary>
    private const int NearBytes = 256 << 10;

    private static bool IsWide => Vector512.IsHardwareAccelerated;

    [ThreadStatic]
    private static Storage? t_strips;

    private T* _stripsA, _stripsB;
    private int _highStrips, _stripsOfA, _row, _rows, _column, _columns, _slice, _depth, _taskRows, _taskColumns;
    private bool _copyA, _copyB, _taskCopiesB, _farB, _farC;

    /// <summary>The inner length of a slice, which follows from k alone: every way to compute a product cuts the sum in the same places.</summary>
    public static int SliceOf(int k)
    {
        int longest = LongestSlice / sizeof(T);
        return k <= longest ? k : Filled(Parts(k, Parts(k, longest)), 8);
    }

    /// <summary>The rows that are better multiplied by themselves (<see cref="RowProduct{T}"/>): one or two that would take a tile more, where the others fill tiles of 12 and 8 rows, and there are not many.</summary>
    public static int RowsLeft(int m, int n, bool transposeB) => IsWide && !transposeB && m is > MicroKernel512.LowRows and <= MostRowsToSplit && n >= RowProduct<T>.FewestColumns && m % 4 <= 2 ? m % 4 : 0;

    private static int TileColumns => 2 * (IsWide ? Vector512<T>.Count : Vector256<T>.Count);

    private readonly bool IsShared => (long)m * n * k >= ParallelWork;

    /// <summary>Rows of a strip of A, unless it is one of the last, which are lower.</summary>
    private static int TileRows => IsWide ? MicroKernel512.Rows : MicroKernel256.Rows;

    /// <summary>Rows of one of the lower strips.</summary>
    private static int LowRows => IsWide ? MicroKernel512.LowRows : MicroKernel256.LowRows;

    private readonly int StripsB => Parts(_columns, TileColumns);

    public void Run()
    {
        int longest = SliceOf(k);
        _copyA = n > StripsThatPay * TileColumns && (RowsCollide(lda) || LinesCollide);
        _copyB = transposeB || m > (IsWide && !RowsCollide(ldb) && k < LongDepth ? RowsThatPay : FewerRowsThatPay) || LowTilesPay;
        _taskCopiesB = _copyB && (m <= LargestTask * TileRows || (m <= MostRowsOfTask && n >= LargestTask * TileColumns * Parts(m, MostRowsOfTask / 2)));
        _farB = (long)k * n * sizeof(T) > NearBytes;
        _farC = (long)m * n * sizeof(T) > NearBytes;
        // An operand that is read in place still needs its last, incomplete strip.
        long elementsA = (long)(_copyA ? Math.Min(m, MostRows) + TileRows : TileRows) * longest;
        long elementsB = (long)(_copyB && !_taskCopiesB ? Filled(Math.Min(n, MostColumns), TileColumns) : TileColumns) * longest;
        long bytesA = (elementsA * sizeof(T) + Storage.Alignment - 1) / Storage.Alignment * Storage.Alignment, bytes = bytesA + elementsB * sizeof(T);
        if (t_strips is null || t_strips.Bytes < bytes) t_strips = new Storage(bytes);
        Storage strips = t_strips;
        _stripsA = (T*)strips.Pointer;
        _stripsB = (T*)(strips.Pointer + bytesA);
        for (_column = 0; _column < n; _column += MostColumns)
        {
            _columns = Math.Min(MostColumns, n - _column);
            for (_slice = 0; _slice < k; _slice += longest)
            {
                _depth = Math.Min(longest, k - _slice);
                for (_row = 0; _row < m; _row += MostRows)
                {
                    _rows = Math.Min(MostRows, m - _row);
                    ChooseStrips();
                    CopyStrips();
                    ChooseTasks();
                    Parallel(Parts(_stripsOfA, _taskRows) * Parts(StripsB, _taskColumns), &Multiply);
                }
            }
        }

        GC.KeepAlive(strips);
    }

    /// <summary>As many high tiles as leave a rest that lower ones fill: together they stand empty for three rows at most, or for one where tiles have 6 rows and 4. The sums are the same either way.</summary>
    private void ChooseStrips()
    {
        int rest = _rows % TileRows;
        int low = rest == 0 || rest > LowRows ? 0 : rest > LowRows / 2 || _rows < TileRows ? 1 : 2;
        _highStrips = Parts(_rows - low * LowRows, TileRows);
        _stripsOfA = _highStrips + low;
    }

    /// <summary>The first row of a strip of A, or the one after the last.</summary>
    private readonly int FirstRow(int strip) => strip <= _highStrips ? strip * TileRows : _highStrips * TileRows + (strip - _highStrips) * LowRows;

    /// <summary>The rows that a strip of A has room for.</summary>
    private readonly int Height(int strip) => strip < _highStrips ? TileRows : LowRows;

    private static bool RowsCollide(int stride)
    {
        long distance = (long)stride * sizeof(T), beyond = distance % CachePeriod;
        return distance > CachePeriod / 2 && Math.Min(beyond, CachePeriod - beyond) < FreeOfRows;
    }

    /// <summary>
    /// Whether a tile of six rows would read A, transposed, from too many lines of the cache: it uses less than half of each, and twice as many tiles do so as with wide vectors.
    /// </summary>
    private readonly bool LinesCollide => !IsWide && transposeA && k >= 256 && (long)lda * sizeof(T) >= CachePeriod / 4;

    /// <summary>Whether tiles of six rows pay for a copy of B: a number of B that they read serves half as many rows as in a tile of twelve, and where its rows lie far apart, that costs; in the copy the lines stand one behind the other.</summary>
    private readonly bool LowTilesPay => !IsWide && m >= RowsThatPayForLowTiles && (long)m * k >= NumbersThatPayForLowTiles && (long)ldb * sizeof(T) >= CachePeriod / 4;

    /// <summary>Blocks of equal size, as large as a task may be and as many as there should be.</summary>
    private void ChooseTasks()
    {
        int down = _taskCopiesB ? 1 : Parts(_stripsOfA, LargestTask), across = Parts(StripsB, LargestTask);
        long fewest = IsShared ? Math.Min(FewestTasks, (long)_rows * _columns * _depth / SmallestTask) : 1;
        while (down * across < fewest && (down < _stripsOfA || across < StripsB))
        {
            // Rather cut columns apart than rows while a row of tiles is long: each block of rows reads its part of B anew.
            if (_taskCopiesB && across == StripsB) break;
            if (!_taskCopiesB && (_stripsOfA * across > StripsB * down && down < _stripsOfA || across == StripsB)) down++;
            else across++;
        }

        (_taskRows, _taskColumns) = (Parts(_stripsOfA, down), Parts(StripsB, across));
    }

    private void Parallel(int tasks, delegate*<void*, int, void> task)
    {
        TiledProduct<T> self = this;
        if (IsShared)
        {
            Workers.Run(tasks, task, &self);
            return;
        }

        for (int i = 0; i < tasks; i++) task(&self, i);
    }

    private static int Filled(int length, int width) => Parts(length, width) * width;

    private static int Parts(int length, int width) => (length + width - 1) / width;
}
