using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Kernels;

/// <summary>
/// The product of one or two rows with a matrix that is stored transposed (n×k), in single precision. A sum over k must not be cut into lanes, because its bits would
/// depend on the way it is computed; so lanes are columns: eight stored rows are read along, turned in registers four numbers at a time
/// (<see cref="TileTranspose"/>), and used at once. Four such groups go side by side, because each sum waits for itself.
/// Sums are added up slice by slice as in <see cref="TiledProduct{T}"/>.
/// </summary>
internal unsafe struct TurnedRowProduct(int m, int n, int k, float* a, nint rowA, nint strideA, float* b, nint ldb, float* c, nint ldc, bool accumulate)
{
    /// <summary>More rows share the work of turning better in a tile.</summary>
    private const int MostRows = 4;

    /// <summary>Columns in a vector, and those that one thread takes at a time.</summary>
    private const int Group = 8, FourGroups = 4 * Group, Chunk = 4 * FourGroups;

    /// <summary>Multiplications from which other threads are worth waking.</summary>
    private const long ParallelWork = 1 << 19;

    /// <summary>Numbers in a line of the cache: where the rows of B collide, a line is used up before the next row's is read.</summary>
    private const int Line = 16;

    private readonly bool _isBanded = ldb % 256 == 0;

    public static bool Fits<T>(int m, int n, bool isTurned) => isTurned && m <= MostRows && n >= Group && typeof(T) == typeof(float) && Avx.IsSupported && Fma.IsSupported;

    public readonly void Run()
    {
        TurnedRowProduct self = this;
        int chunks = (n + Chunk - 1) / Chunk;
        if ((long)m * n * k >= ParallelWork) Workers.Run(chunks, &RunChunk, &self);
        else for (int chunk = 0; chunk < chunks; chunk++) RunChunk(&self, chunk);
    }

    private static void RunChunk(void* state, int chunk) => ((TurnedRowProduct*)state)->RunChunk(chunk);

    [SkipLocalsInit]
    private readonly void RunChunk(int chunk)
    {
        int end = Math.Min(n, (chunk + 1) * Chunk), slice = Math.Max(TiledProduct<float>.SliceOf(k), 1);
        float* sums = stackalloc float[2 * FourGroups];
        for (int start = 0; start < Math.Max(k, 1); start += slice)
        {
            int depth = Math.Min(slice, k - start);
            bool add = accumulate || start > 0;
            for (int i = 0; i < m; i += 2)
            {
                float* x = a + i * rowA + start * strideA;
                bool two = i + 1 < m;
                int column = chunk * Chunk;
                while (column < end)
                {
                    int columns = end - column >= FourGroups ? FourGroups : Group;
                    // The last columns, if they are fewer than a group, are computed together with some before them.
                    int first = Math.Min(column, n - columns), skipped = column - first;
                    float* rows = b + first * ldb + start;
                    if (columns == FourGroups && two) AddGroups<TwoRows>(x, rows, depth, sums);
                    else if (columns == FourGroups) AddGroups<OneRow>(x, rows, depth, sums);
                    else if (two) AddGroup<TwoRows>(x, rows, depth, sums);
                    else AddGroup<OneRow>(x, rows, depth, sums);
                    float* to = c + i * ldc + column;
                    RowProduct<float>.Store(sums + skipped, to, columns - skipped, add);
                    if (two) RowProduct<float>.Store(sums + FourGroups + skipped, to + ldc, columns - skipped, add);
                    column += columns - skipped;
                }
            }
        }
    }

    /// <summary>The sums of 32 columns for one row or two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddGroups<TRows>(float* x, float* b0, int depth, float* sums)
        where TRows : struct
    {
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default, t0 = default, t1 = default, t2 = default, t3 = default;
        nint step = ldb, next = strideA;
        float* y = x + rowA;
        float* b1 = b0 + Group * step;
        float* b2 = b1 + Group * step;
        float* b3 = b2 + Group * step;
        int p = 0;
        if (_isBanded)
        {
            for (; p + Line <= depth; p += Line)
            {
                AddLine<TRows>(x, y, next, b0 + p, step, ref s0, ref t0);
                AddLine<TRows>(x, y, next, b1 + p, step, ref s1, ref t1);
                AddLine<TRows>(x, y, next, b2 + p, step, ref s2, ref t2);
                AddLine<TRows>(x, y, next, b3 + p, step, ref s3, ref t3);
                x += Line * next;
                y += Line * next;
            }
        }

        for (; p + 4 <= depth; p += 4)
        {
            AddFour<TRows>(x, y, next, b0 + p, step, ref s0, ref t0);
            AddFour<TRows>(x, y, next, b1 + p, step, ref s1, ref t1);
            AddFour<TRows>(x, y, next, b2 + p, step, ref s2, ref t2);
            AddFour<TRows>(x, y, next, b3 + p, step, ref s3, ref t3);
            x += 4 * next;
            y += 4 * next;
        }

        for (; p < depth; p++)
        {
            AddOne<TRows>(x, y, b0 + p, step, ref s0, ref t0);
            AddOne<TRows>(x, y, b1 + p, step, ref s1, ref t1);
            AddOne<TRows>(x, y, b2 + p, step, ref s2, ref t2);
            AddOne<TRows>(x, y, b3 + p, step, ref s3, ref t3);
            x += next;
            y += next;
        }

        s0.Store(sums);
        s1.Store(sums + Group);
        s2.Store(sums + 2 * Group);
        s3.Store(sums + 3 * Group);
        if (typeof(TRows) == typeof(OneRow)) return;
        sums += FourGroups;
        t0.Store(sums);
        t1.Store(sums + Group);
        t2.Store(sums + 2 * Group);
        t3.Store(sums + 3 * Group);
    }

    /// <summary>The sums of 8 columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void AddGroup<TRows>(float* x, float* rows, int depth, float* sums)
        where TRows : struct
    {
        Vector256<float> s = default, t = default;
        nint next = strideA;
        float* y = x + rowA;
        int p = 0;
        for (; p + 4 <= depth; p += 4) AddFour<TRows>(x + p * next, y + p * next, next, rows + p, ldb, ref s, ref t);
        for (; p < depth; p++) AddOne<TRows>(x + p * next, y + p * next, rows + p, ldb, ref s, ref t);
        s.Store(sums);
        if (typeof(TRows) == typeof(TwoRows)) t.Store(sums + FourGroups);
    }

    /// <summary>As many steps of k as a line of the cache has numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddLine<TRows>(float* x, float* y, nint next, float* rows, nint step, ref Vector256<float> s, ref Vector256<float> t)
        where TRows : struct
    {
        for (int p = 0; p < Line; p += 4) AddFour<TRows>(x + p * next, y + p * next, next, rows + p, step, ref s, ref t);
    }

    /// <summary>Four steps of k for eight columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFour<TRows>(float* x, float* y, nint next, float* rows, nint step, ref Vector256<float> s, ref Vector256<float> t)
        where TRows : struct
    {
        float* low = rows + 4 * step;
        TileTranspose.Turn(
            TileTranspose.Pair(rows, low), TileTranspose.Pair(rows + step, low + step), TileTranspose.Pair(rows + 2 * step, low + 2 * step), TileTranspose.Pair(rows + 3 * step, low + 3 * step),
            out Vector256<float> r0, out Vector256<float> r1, out Vector256<float> r2, out Vector256<float> r3);
        s = Fma.MultiplyAdd(Vector256.Create(x[0]), r0, s);
        s = Fma.MultiplyAdd(Vector256.Create(x[next]), r1, s);
        s = Fma.MultiplyAdd(Vector256.Create(x[2 * next]), r2, s);
        s = Fma.MultiplyAdd(Vector256.Create(x[3 * next]), r3, s);
        if (typeof(TRows) == typeof(OneRow)) return;
        t = Fma.MultiplyAdd(Vector256.Create(y[0]), r0, t);
        t = Fma.MultiplyAdd(Vector256.Create(y[next]), r1, t);
        t = Fma.MultiplyAdd(Vector256.Create(y[2 * next]), r2, t);
        t = Fma.MultiplyAdd(Vector256.Create(y[3 * next]), r3, t);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddOne<TRows>(float* x, float* y, float* rows, nint step, ref Vector256<float> s, ref Vector256<float> t)
        where TRows : struct
    {
        float* low = rows + 4 * step;
        var r = Vector256.Create(rows[0], rows[step], rows[2 * step], rows[3 * step], low[0], low[step], low[2 * step], low[3 * step]);
        s = Fma.MultiplyAdd(Vector256.Create(*x), r, s);
        if (typeof(TRows) == typeof(TwoRows)) t = Fma.MultiplyAdd(Vector256.Create(*y), r, t);
    }

    private readonly struct OneRow;

    private readonly struct TwoRows;
}
