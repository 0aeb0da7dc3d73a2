using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>
/// A product with few columns, or a very small one: the columns of B lie side by side, and a vector of them at a time is multiplied by the numbers of four rows of A at once, because each sum
/// waits for itself. Nothing is arranged beforehand. Sums are added up slice by slice as in <see cref="TiledProduct{T}"/>.
/// </summary>
internal unsafe struct NarrowProduct<T>(int m, int n, int k, T* a, nint rowA, nint columnA, T* b, nint ldb, T* c, nint ldc, bool accumulate)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows of A that are multiplied at once.</summary>
    private const int Rows = 4;

    /// <summary>Sums of fewer numbers cost less than arranging memory for a tile.</summary>
    private const int FewestNumbers = 32;

    /// <summary>Multiplications in a task, and those from which other threads are worth waking.</summary>
    private const int TaskWork = 1 << 17, ParallelWork = 1 << 19;

    private int _chunk;

    /// <summary>Whether the columns fill no more than half a vector, or a whole one where sums are short.</summary>
    public static bool Fits(int n, int k, bool transposeA) => k < FewestNumbers ? n <= Vector512<T>.Count : n <= Vector256<T>.Count && !transposeA;

    public void Run()
    {
        long work = (long)m * n * k;
        bool isShared = work >= ParallelWork;
        _chunk = isShared ? (int)Math.Max(Rows, TaskWork / ((long)n * k) / Rows * Rows) : m;
        NarrowProduct<T> self = this;
        if (isShared) Workers.Run((m + _chunk - 1) / _chunk, &Chunk, &self);
        else Chunk(0);
    }

    private static void Chunk(void* state, int chunk) => ((NarrowProduct<T>*)state)->Chunk(chunk);

    private readonly void Chunk(int chunk)
    {
        int first = chunk * _chunk, rows = Math.Min(_chunk, m - first), slice = Math.Max(TiledProduct<T>.SliceOf(k), 1);
        for (int start = 0; start < Math.Max(k, 1); start += slice)
        {
            T* partA = a + first * rowA + start * columnA;
            T* partB = b + start * ldb;
            T* partC = c + first * ldc;
            int depth = Math.Min(slice, k - start);
            bool add = accumulate || start > 0;
            int done = n <= Vector256<T>.Count ? HalfVectors(rows, depth, partA, partB, partC, add) : 0;
            WholeVectors(rows - done, depth, partA + done * rowA, partB, partC + done * ldc, add);
        }
    }

    /// <summary>Eight rows at a time, because half vectors are multiplied twice as fast; says how many are done.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly int HalfVectors(int rows, int depth, T* x, T* y, T* z, bool add)
    {
        int lanes = Vector256<T>.Count, i = 0;
        T* sums = stackalloc T[2 * Rows * lanes];
        nint free = Free(rows, lanes, add);
        for (; i + 2 * Rows <= rows; i += 2 * Rows, x += 2 * Rows * rowA, z += 2 * Rows * ldc)
        {
            if (i + 2 * Rows <= free)
            {
                HalfVectorTile.EightRows(depth, x, rowA, columnA, y, ldb, z, ldc, false);
                continue;
            }

            HalfVectorTile.EightRows(depth, x, rowA, columnA, y, ldb, sums, lanes, false);
            for (int row = 0; row < 2 * Rows; row++) Store(sums + row * lanes, z + row * ldc, n, add);
        }

        return i;
    }

    /// <summary>A whole vector of columns at a time, of four rows.</summary>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void WholeVectors(int rows, int depth, T* x, T* y, T* z, bool add)
    {
        int lanes = Vector512<T>.Count;
        T* sums = stackalloc T[Rows * lanes];
        nint free = Free(rows, lanes, add);
        for (int j = 0; j < n; j += lanes, y += lanes, z += lanes)
        {
            for (int i = 0; i < rows; i += Rows)
            {
                // Rows that are not there repeat the last one.
                int last = Math.Min(Rows, rows - i) - 1;
                T* x0 = x + i * rowA;
                T* x1 = x0 + Math.Min(1, last) * rowA;
                T* x2 = x0 + Math.Min(2, last) * rowA;
                T* x3 = x0 + Math.Min(3, last) * rowA;
                T* to = z + i * ldc;
                if (i + Rows <= free)
                {
                    FourRows(depth, x0, x1, x2, x3, y, to, ldc);
                    continue;
                }

                FourRows(depth, x0, x1, x2, x3, y, sums, lanes);
                for (int row = 0; row <= last; row++) Store(sums + row * lanes, to + row * ldc, Math.Min(lanes, n - j), add);
            }
        }
    }

    /// <summary>
    /// The first rows of C to which whole vectors may be written: where rows follow each other without a gap, what is written beyond one is written over by the next ones; not behind the last.
    /// </summary>
    private readonly nint Free(int rows, int lanes, bool add) => !add && ldc == n && n <= lanes ? rows - (lanes + n - 1) / n : 0;

    private static void Store(T* sums, T* to, int columns, bool add)
    {
        for (int column = 0; column < columns; column++) to[column] = add ? to[column] + sums[column] : sums[column];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void FourRows(int depth, T* x0, T* x1, T* x2, T* x3, T* y, T* to, nint step)
    {
        Vector512<T> s0 = Vector512<T>.Zero, s1 = s0, s2 = s0, s3 = s0;
        nint end = depth * columnA;
        for (nint p = 0; p < end; p += columnA, y += ldb)
        {
            // Storage can be read beyond its end.
            Vector512<T> numbers = Vector512.Load(y);
            s0 = Multiplication.Add(Vector512.Create(x0[p]), numbers, s0);
            s1 = Multiplication.Add(Vector512.Create(x1[p]), numbers, s1);
            s2 = Multiplication.Add(Vector512.Create(x2[p]), numbers, s2);
            s3 = Multiplication.Add(Vector512.Create(x3[p]), numbers, s3);
        }

        s0.Store(to);
        s1.Store(to + step);
        s2.Store(to + 2 * step);
        s3.Store(to + 3 * step);
    }
}
