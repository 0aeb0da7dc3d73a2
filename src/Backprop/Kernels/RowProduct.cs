using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>
/// The product of a few rows with a matrix, as a prediction for a single sample needs it: a tile would spend most of its work on rows that are
/// not there. B comes from memory once, along its rows, eight of them at a time, which stay in the first-level cache with the sums while all rows of A use them; for a single row of A one after another, where that is faster (<see cref="ReadsStraightOn"/>).
/// Sums are added up slice by slice as in <see cref="TiledProduct{T}"/>: a row has the same bits here as in a larger product. A matrix stored transposed times few columns is the same with the roles exchanged, and C's too.
/// </summary>
internal unsafe struct RowProduct<T>(int m, int n, int k, T* a, nint rowA, nint strideA, T* b, nint ldb, T* c, nint ldc, nint stepC, bool accumulate)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Fewer columns leave most of a vector empty.</summary>
    public const int FewestColumns = 32;

    /// <summary>More rows are cheaper as a tile.</summary>
    private const int MostRows = 4;

    /// <summary>Whether so few rows are cheaper this way than as a tile. Four are a tile where vectors have 256 bits.</summary>
    public static bool FitsRows(int rows) => rows <= MostRows && (Vector512.IsHardwareAccelerated || rows < MicroKernel256.LowRows);

    /// <summary>Columns of B, as the rows here, that are cheaper this way where A is stored transposed; with short sums only one, because the sums of several must be turned.</summary>
    public static bool FitsColumns(int columns, int many, int k) => many >= FewestColumns && (columns == 1 || (columns <= 2 * MostRows && k >= FewestColumns));

    /// <summary>Columns that are taken at a time: whole rows of B where they are not long, because memory is read faster straight on.</summary>
    private const int Columns = 1024;

    /// <summary>Rows of B that are read side by side.</summary>
    private const int Rows = 8;

    /// <summary>Multiplications from which other threads are worth waking.</summary>
    private const long ParallelWork = 1 << 20;

    /// <summary>Bytes of a row of B, at least, and of B, for a single row of A to take the rows of B one after another: fewer wait for the sums just stored, or are in a near cache.</summary>
    private const int LongRow = 2048, FarBytes = 3 << 19;

    /// <summary>Addresses this many bytes apart look alike to a load that may have to wait for a store.</summary>
    private const int AliasPeriod = 4096;

    private int _columns;

    /// <summary>Whether B is read from its first number to its last: a far cache delivers one row of memory faster than eight, if the rows lie next to each other and begin on lines of the cache.</summary>
    private readonly bool ReadsStraightOn =>
        m == 1 && Vector512.IsHardwareAccelerated && n == ldb && n <= Columns && n % Vector512<T>.Count == 0 && n * sizeof(T) >= LongRow && (long)k * n * sizeof(T) >= FarBytes;

    public void Run()
    {
        _columns = m <= MostRows ? Columns : Columns / 2;
        RowProduct<T> self = this;
        int chunks = (n + _columns - 1) / _columns;
        if ((long)m * n * k >= ParallelWork) Workers.Run(chunks, &Chunk, &self);
        else for (int chunk = 0; chunk < chunks; chunk++) self.Chunk(chunk);
    }

    private static void Chunk(void* state, int chunk) => ((RowProduct<T>*)state)->Chunk(chunk);

    [SkipLocalsInit]
    private readonly void Chunk(int chunk)
    {
        // Sums in whole vectors: what follows a row of B may be read with it, and its sums are not used.
        int first = chunk * _columns, columns = Math.Min(_columns, n - first), width = (columns + Vector512<T>.Count - 1) / Vector512<T>.Count * Vector512<T>.Count;
        bool straightOn = ReadsStraightOn;
        T* sums = stackalloc T[width * m + (straightOn ? AliasPeriod / sizeof(T) : 0)];
        // Where B lies, so that a vector of B is never mistaken for sums that are being stored.
        if (straightOn) sums = (T*)((byte*)sums + (((nint)b - (nint)sums) & (AliasPeriod - 1)));
        int slice = Math.Max(TiledProduct<T>.SliceOf(k), 1);
        for (int start = 0; start < Math.Max(k, 1); start += slice)
        {
            new Span<T>(sums, width * m).Clear();
            int end = Math.Min(k, start + slice), p = start;
            for (; p + Rows <= end && !straightOn; p += Rows)
            {
                T* x = a + p * strideA, rows = b + p * ldb + first;
                int i = 0;
                for (; i + 2 <= m; i += 2)
                {
                    T* at = sums + i * width, from = x + i * rowA;
                    if (Vector512.IsHardwareAccelerated) AddEightToTwo(at, at + width, from, rows, width);
                    else AddTwiceFourToTwo(at, at + width, from, rows, width);
                }

                if (i < m) AddEight(sums + i * width, x + i * rowA, rows, width);
            }

            for (int rows = straightOn ? end - p : 1; p < end; p += rows)
            {
                for (int i = 0; i < m; i++) AddOneByOne(sums + i * width, a + i * rowA + p * strideA, b + p * ldb + first, width, rows);
            }

            for (int i = 0; i < m; i++) Store(sums + i * width, c + i * ldc + first * stepC, columns, accumulate || start > 0);
        }
    }

    /// <summary>Writes the sums of some columns to C, or adds them to it.</summary>
    private readonly void Store(T* sums, T* to, int columns, bool add)
    {
        if (add) for (int j = 0; j < columns; j++) to[j * stepC] += sums[j];
        else if (stepC != 1) for (int j = 0; j < columns; j++) to[j * stepC] = sums[j];
        else new Span<T>(sums, columns).CopyTo(new Span<T>(to, columns));
    }

    /// <summary>Eight rows of B at once, in vectors of half the length, of which fewer lie across two lines of the cache; compiled at full speed from the first call on as the tiles are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddEight(T* sums, T* x, T* row, int width)
    {
        nint step = ldb;
        Vector256<T> x0 = Vector256.Create(x[0]), x1 = Vector256.Create(x[strideA]), x2 = Vector256.Create(x[2 * strideA]), x3 = Vector256.Create(x[3 * strideA]);
        Vector256<T> x4 = Vector256.Create(x[4 * strideA]), x5 = Vector256.Create(x[5 * strideA]), x6 = Vector256.Create(x[6 * strideA]), x7 = Vector256.Create(x[7 * strideA]);
        for (int j = 0; j < width; j += Vector256<T>.Count)
        {
            T* at = row + j;
            Vector256<T> sum = Vector256.Load(sums + j);
            sum = Multiplication.Add(x0, Vector256.Load(at), sum);
            sum = Multiplication.Add(x1, Vector256.Load(at + step), sum);
            sum = Multiplication.Add(x2, Vector256.Load(at + 2 * step), sum);
            sum = Multiplication.Add(x3, Vector256.Load(at + 3 * step), sum);
            sum = Multiplication.Add(x4, Vector256.Load(at + 4 * step), sum);
            sum = Multiplication.Add(x5, Vector256.Load(at + 5 * step), sum);
            sum = Multiplication.Add(x6, Vector256.Load(at + 6 * step), sum);
            sum = Multiplication.Add(x7, Vector256.Load(at + 7 * step), sum);
            sum.Store(sums + j);
        }
    }

    /// <summary>The same for two rows of A and with long vectors, because now it is the multiplications that take the time; both rows use each vector of B while it is in a register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddEightToTwo(T* sums, T* others, T* x, T* row, int width)
    {
        nint step = ldb;
        T* y = x + rowA;
        Vector512<T> x0 = Vector512.Create(x[0]), x1 = Vector512.Create(x[strideA]), x2 = Vector512.Create(x[2 * strideA]), x3 = Vector512.Create(x[3 * strideA]);
        Vector512<T> x4 = Vector512.Create(x[4 * strideA]), x5 = Vector512.Create(x[5 * strideA]), x6 = Vector512.Create(x[6 * strideA]), x7 = Vector512.Create(x[7 * strideA]);
        Vector512<T> y0 = Vector512.Create(y[0]), y1 = Vector512.Create(y[strideA]), y2 = Vector512.Create(y[2 * strideA]), y3 = Vector512.Create(y[3 * strideA]);
        Vector512<T> y4 = Vector512.Create(y[4 * strideA]), y5 = Vector512.Create(y[5 * strideA]), y6 = Vector512.Create(y[6 * strideA]), y7 = Vector512.Create(y[7 * strideA]);
        for (int j = 0; j < width; j += Vector512<T>.Count)
        {
            T* at = row + j;
            Vector512<T> sum = Vector512.Load(sums + j), other = Vector512.Load(others + j);
            Vector512<T> next = Vector512.Load(at);
            sum = Multiplication.Add(x0, next, sum);
            other = Multiplication.Add(y0, next, other);
            next = Vector512.Load(at + step);
            sum = Multiplication.Add(x1, next, sum);
            other = Multiplication.Add(y1, next, other);
            next = Vector512.Load(at + 2 * step);
            sum = Multiplication.Add(x2, next, sum);
            other = Multiplication.Add(y2, next, other);
            next = Vector512.Load(at + 3 * step);
            sum = Multiplication.Add(x3, next, sum);
            other = Multiplication.Add(y3, next, other);
            next = Vector512.Load(at + 4 * step);
            sum = Multiplication.Add(x4, next, sum);
            other = Multiplication.Add(y4, next, other);
            next = Vector512.Load(at + 5 * step);
            sum = Multiplication.Add(x5, next, sum);
            other = Multiplication.Add(y5, next, other);
            next = Vector512.Load(at + 6 * step);
            sum = Multiplication.Add(x6, next, sum);
            other = Multiplication.Add(y6, next, other);
            next = Vector512.Load(at + 7 * step);
            sum = Multiplication.Add(x7, next, sum);
            other = Multiplication.Add(y7, next, other);
            sum.Store(sums + j);
            other.Store(others + j);
        }
    }

    /// <summary>The same with sixteen registers of 256 bits, half of which hold numbers of A: four rows of B at once, and then the other four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddTwiceFourToTwo(T* sums, T* others, T* x, T* row, int width)
    {
        nint step = ldb;
        for (T* end = row + Rows * step; row < end; row += 4 * step, x += 4 * strideA)
        {
            T* y = x + rowA;
            Vector256<T> x0 = Vector256.Create(x[0]), x1 = Vector256.Create(x[strideA]), x2 = Vector256.Create(x[2 * strideA]), x3 = Vector256.Create(x[3 * strideA]);
            Vector256<T> y0 = Vector256.Create(y[0]), y1 = Vector256.Create(y[strideA]), y2 = Vector256.Create(y[2 * strideA]), y3 = Vector256.Create(y[3 * strideA]);
            for (nint j = 0; j < width; j += Vector256<T>.Count)
            {
                T* at = row + j;
                Vector256<T> sum = Vector256.Load(sums + j), other = Vector256.Load(others + j);
                Vector256<T> next = Vector256.Load(at);
                sum = Multiplication.Add(x0, next, sum);
                other = Multiplication.Add(y0, next, other);
                next = Vector256.Load(at + step);
                sum = Multiplication.Add(x1, next, sum);
                other = Multiplication.Add(y1, next, other);
                next = Vector256.Load(at + 2 * step);
                sum = Multiplication.Add(x2, next, sum);
                other = Multiplication.Add(y2, next, other);
                next = Vector256.Load(at + 3 * step);
                sum = Multiplication.Add(x3, next, sum);
                other = Multiplication.Add(y3, next, other);
                sum.Store(sums + j);
                other.Store(others + j);
            }
        }
    }

    /// <summary>Some rows of B, one after another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddOneByOne(T* sums, T* x, T* row, int width, int rows)
    {
        nint step = ldb, stepX = strideA;
        for (; rows > 0; rows--, x += stepX, row += step)
        {
            Vector512<T> x0 = Vector512.Create(x[0]);
            for (nint j = 0; j < width; j += Vector512<T>.Count) Multiplication.Add(x0, Vector512.Load(row + j), Vector512.Load(sums + j)).Store(sums + j);
        }
    }
}
