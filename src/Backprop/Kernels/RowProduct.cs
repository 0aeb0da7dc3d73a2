using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>
/// The product of one row with a matrix, as a prediction for a single sample needs it: a tile would spend seven eighths of its work on rows that are
/// not there. Every number of B is used once, so B is read along its rows, eight of them at a time, and the sums stay in the first-level cache.
/// They are added up slice by slice as in <see cref="TiledProduct{T}"/>: a row has the same bits here as in a larger product.
/// </summary>
internal unsafe struct RowProduct<T>(int n, int k, T* a, nint strideA, T* b, nint ldb, T* c, bool accumulate)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Fewer columns leave most of a vector empty; more rows than <see cref="MostRows"/> are cheaper as a tile.</summary>
    public const int FewestColumns = 32, MostRows = 2;

    /// <summary>Columns that one thread takes at a time, and rows of B that are read side by side.</summary>
    private const int Columns = 512, Rows = 8;

    /// <summary>Multiplications from which other threads are worth waking.</summary>
    private const long ParallelWork = 1 << 20;

    public readonly void Run()
    {
        RowProduct<T> self = this;
        int chunks = (n + Columns - 1) / Columns;
        if ((long)n * k >= ParallelWork) Workers.Run(chunks, &Chunk, &self);
        else for (int chunk = 0; chunk < chunks; chunk++) self.Chunk(chunk);
    }

    private static void Chunk(void* state, int chunk) => ((RowProduct<T>*)state)->Chunk(chunk);

    [SkipLocalsInit]
    private readonly void Chunk(int chunk)
    {
        int first = chunk * Columns, columns = Math.Min(Columns, n - first);
        T* sums = stackalloc T[Columns];
        T* to = c + first;
        int slice = Math.Max(TiledProduct<T>.SliceOf(k), 1);
        for (int start = 0; start < Math.Max(k, 1); start += slice)
        {
            new Span<T>(sums, columns).Clear();
            int end = Math.Min(k, start + slice), p = start;
            for (; p + Rows <= end; p += Rows) AddEight(sums, a + p * strideA, b + p * ldb + first, columns);
            for (; p < end; p++) AddOne(sums, 0, a[p * strideA], b + p * ldb + first, columns);
            if (accumulate || start > 0) for (int j = 0; j < columns; j++) to[j] += sums[j];
            else new Span<T>(sums, columns).CopyTo(new Span<T>(to, columns));
        }
    }

    /// <summary>Eight rows of B at once, compiled at full speed from the first call on as the tiles are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddEight(T* sums, T* x, T* row, int columns)
    {
        nint step = ldb;
        Vector512<T> x0 = Vector512.Create(x[0]), x1 = Vector512.Create(x[strideA]), x2 = Vector512.Create(x[2 * strideA]), x3 = Vector512.Create(x[3 * strideA]);
        Vector512<T> x4 = Vector512.Create(x[4 * strideA]), x5 = Vector512.Create(x[5 * strideA]), x6 = Vector512.Create(x[6 * strideA]), x7 = Vector512.Create(x[7 * strideA]);
        int j = 0;
        for (; j + Vector512<T>.Count <= columns; j += Vector512<T>.Count)
        {
            T* at = row + j;
            Vector512<T> sum = Vector512.Load(sums + j);
            sum = Multiplication.Add(x0, Vector512.Load(at), sum);
            sum = Multiplication.Add(x1, Vector512.Load(at + step), sum);
            sum = Multiplication.Add(x2, Vector512.Load(at + 2 * step), sum);
            sum = Multiplication.Add(x3, Vector512.Load(at + 3 * step), sum);
            sum = Multiplication.Add(x4, Vector512.Load(at + 4 * step), sum);
            sum = Multiplication.Add(x5, Vector512.Load(at + 5 * step), sum);
            sum = Multiplication.Add(x6, Vector512.Load(at + 6 * step), sum);
            sum = Multiplication.Add(x7, Vector512.Load(at + 7 * step), sum);
            sum.Store(sums + j);
        }

        if (j == columns) return;
        for (int i = 0; i < Rows; i++) AddOne(sums, j, x[i * strideA], row + i * step, columns);
    }

    /// <summary>The plain version: one row of B, from a column on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddOne(T* sums, int from, T x, T* row, int columns)
    {
        for (int j = from; j < columns; j++) sums[j] = T.FusedMultiplyAdd(x, row[j], sums[j]);
    }
}
