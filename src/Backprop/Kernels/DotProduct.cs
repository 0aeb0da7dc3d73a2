using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Kernels;

/// <summary>
/// A product of which one operand has few rows (or columns), and the other is stored so that the numbers of a sum lie side by side: each element of C is the inner product of a few vectors X with
/// many vectors Y. So it is for few columns of B, as in the last layer of a network, and for few rows of A where B is stored transposed. Y is read once, along its rows, four of them side by side;
/// X is copied and stays in a near cache. A vector of partial sums belongs to each element of C, whose lanes are added at the end of each slice of the inner length;
/// so the bits are not those of a tile, whose sums go in the order of k.
/// </summary>
internal unsafe struct DotProduct<T>(int few, int many, int k, T* x, nint rowX, nint stepX, T* y, nint rowY, T* c, nint stepFew, nint stepMany, bool accumulate)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>More columns than these are cheaper as a vector of them; more vectors X are cheaper as tiles. Where sixteen sums find no registers, Y would be read once for each X.</summary>
    private const int MostColumns = 6, MostFew = 16, MostColumnsWithFewRegisters = 2, MostFewWithFewRegisters = 4;

    /// <summary>Vectors Y that are read side by side, and those that are turned at a time.</summary>
    private const int Rows = 4, TurnedRows = 64;

    /// <summary>More vectors X whose sums are short are cheaper as tiles.</summary>
    private const int MostFewShort = 8;

    /// <summary>Bytes of each X that are copied at a time: they stay in a near cache.</summary>
    private const int LongestSlice = 4096;

    /// <summary>Multiplications in a task, and those from which other threads are worth waking.</summary>
    private const int TaskWork = 1 << 17, ParallelWork = 1 << 19;

    private T* _copy;
    private int _chunk, _width, _start, _depth;

    private static int Lanes => Vector512<T>.Count;

    /// <summary>As many X as are multiplied side by side.</summary>
    private readonly int Padded => few <= 2 ? few : (few + 3) / 4 * 4;

    /// <summary>Sums of fewer numbers are not worth the addition of lanes, the less so the more of them go side by side otherwise.</summary>
    private static int FewestNumbers(int few) => few == 1 ? 17 : few == 2 ? 32 : few <= 4 ? 64 : 128;

    /// <summary>Whether this is the way to multiply by so few columns.</summary>
    public static bool FitsColumns(int columns, int k) => columns <= (Vector512.IsHardwareAccelerated ? MostColumns : MostColumnsWithFewRegisters) && k >= FewestNumbers(columns);

    /// <summary>Whether this is the way to multiply so few rows; with few columns the sums must not depend on the number of rows.</summary>
    public static bool FitsRows(int rows, int columns, int k) =>
        rows <= (Vector512.IsHardwareAccelerated ? MostFew : MostFewWithFewRegisters) && columns > MostColumns && k >= FewestNumbers(rows);

    /// <summary>Whether <see cref="RunShort"/> is the way: sums of fewer numbers.</summary>
    public static bool FitsShort(int few, int many, int k) => few <= MostFewShort && many >= RowProduct<T>.FewestColumns && k < FewestNumbers(few);

    [SkipLocalsInit]
    public void Run()
    {
        int slice = Math.Min(k, LongestSlice / sizeof(T));
        _width = (slice + Lanes - 1) / Lanes * Lanes;
        T* copy = stackalloc T[Padded * _width];
        _copy = copy;
        for (_start = 0; _start < k; _start += slice)
        {
            _depth = Math.Min(slice, k - _start);
            Copy();
            Share(Rows, &Multiply);
        }
    }

    /// <summary>Sums of a few numbers: Y is turned block by block, and so are the sums, which go in the order of k as in a tile.</summary>
    public void RunShort() => Share(TurnedRows, &Turn);

    private void Share(int unit, delegate*<void*, int, void> task)
    {
        bool isShared = (long)few * many * k >= ParallelWork;
        _chunk = isShared ? (int)Math.Max(unit, TaskWork / ((long)few * k) / unit * unit) : many;
        DotProduct<T> self = this;
        if (isShared) Workers.Run((many + _chunk - 1) / _chunk, task, &self);
        else task(&self, 0);
    }

    private static void Turn(void* state, int chunk) => ((DotProduct<T>*)state)->Turn(chunk);

    [SkipLocalsInit]
    private readonly void Turn(int chunk)
    {
        T* turned = stackalloc T[TurnedRows * k];
        int end = Math.Min(many, (chunk + 1) * _chunk);
        for (int j = chunk * _chunk; j < end; j += TurnedRows)
        {
            int rows = Math.Min(TurnedRows, end - j);
            TileTranspose.Run(y + j * rowY, rowY, turned, TurnedRows, k, rows);
            new RowProduct<T>(few, rows, k, x, rowX, stepX, turned, TurnedRows, c + j * stepMany, stepFew, stepMany, accumulate).Run();
        }
    }

    private static void Multiply(void* state, int chunk) => ((DotProduct<T>*)state)->Multiply(chunk);

    [SkipLocalsInit]
    private readonly void Multiply(int chunk)
    {
        T* sums = stackalloc T[MostFew * Rows];
        int end = Math.Min(many, (chunk + 1) * _chunk);
        for (int j = chunk * _chunk; j < end; j += Rows)
        {
            // Rows that are not there repeat the last one.
            int rows = Math.Min(Rows, end - j), i = 0;
            T* y0 = y + j * rowY + _start;
            T* y1 = y0 + Math.Min(1, rows - 1) * rowY;
            T* y2 = y0 + Math.Min(2, rows - 1) * rowY;
            T* y3 = y0 + Math.Min(3, rows - 1) * rowY;
            if (Vector512.IsHardwareAccelerated) for (; i + 2 < few; i += 4) Add<FourVectors>(_copy + i * _width, _width, y0, y1, y2, y3, _depth, sums + i * Rows);
            if (Vector512.IsHardwareAccelerated) for (; i + 1 < few; i += 2) Add<TwoVectors>(_copy + i * _width, _width, y0, y1, y2, y3, _depth, sums + i * Rows);
            for (; i < few; i++) Add<OneVector>(_copy + i * _width, _width, y0, y1, y2, y3, _depth, sums + i * Rows);
            Store(sums, c + j * stepMany, rows, accumulate || _start > 0);
        }
    }

    /// <summary>A slice of each X, in whole vectors: the first is incomplete, if one is, and filled with zeros; so is an X that is not there.</summary>
    private readonly void Copy()
    {
        int begin = First(_depth);
        new Span<T>(_copy, Padded * _width).Clear();
        T* from = x + _start * stepX;
        for (int i = 0; i < few; i++)
        {
            T* row = _copy + i * _width;
            Gather(from + i * rowX, row, begin);
            Gather(from + i * rowX + begin * stepX, row + Lanes, _depth - begin);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Gather(T* from, T* to, int count)
    {
        if (stepX == 1) new Span<T>(from, count).CopyTo(new Span<T>(to, count));
        else for (int p = 0; p < count; p++) to[p] = from[p * stepX];
    }

    /// <summary>The numbers in the first vector, so that all others are whole.</summary>
    private static int First(int depth) => (depth - 1) % Lanes + 1;

    private readonly void Store(T* sums, T* to, int rows, bool add)
    {
        bool areNeighbours = stepMany == 1 && rows == Rows && !add;
        for (int i = 0; i < few; i++, sums += Rows, to += stepFew)
        {
            if (areNeighbours) Unsafe.CopyBlockUnaligned(to, sums, (uint)(Rows * sizeof(T)));
            else for (int j = 0; j < rows; j++) to[j * stepMany] = add ? to[j * stepMany] + sums[j] : sums[j];
        }
    }

    /// <summary>The inner products of one, two or four X with four Y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add<TFew>(T* x, nint width, T* y0, T* y1, T* y2, T* y3, int depth, T* sums)
        where TFew : struct
    {
        int begin = First(depth);
        Vector512<T> isThere = Vector512.LessThan(Vector512<T>.Indices, Vector512.Create(T.CreateTruncating(begin)));
        Vector512<T> b0 = isThere & Vector512.Load(y0), b1 = isThere & Vector512.Load(y1), b2 = isThere & Vector512.Load(y2), b3 = isThere & Vector512.Load(y3), zero = Vector512<T>.Zero;
        Vector512<T> a = Vector512.Load(x), s00 = Multiplication.Add(a, b0, zero), s01 = Multiplication.Add(a, b1, zero), s02 = Multiplication.Add(a, b2, zero), s03 = Multiplication.Add(a, b3, zero);
        a = HasTwo<TFew>() ? Vector512.Load(x + width) : zero;
        Vector512<T> s10 = Multiplication.Add(a, b0, zero), s11 = Multiplication.Add(a, b1, zero), s12 = Multiplication.Add(a, b2, zero), s13 = Multiplication.Add(a, b3, zero);
        a = HasFour<TFew>() ? Vector512.Load(x + 2 * width) : zero;
        Vector512<T> s20 = Multiplication.Add(a, b0, zero), s21 = Multiplication.Add(a, b1, zero), s22 = Multiplication.Add(a, b2, zero), s23 = Multiplication.Add(a, b3, zero);
        a = HasFour<TFew>() ? Vector512.Load(x + 3 * width) : zero;
        Vector512<T> s30 = Multiplication.Add(a, b0, zero), s31 = Multiplication.Add(a, b1, zero), s32 = Multiplication.Add(a, b2, zero), s33 = Multiplication.Add(a, b3, zero);
        for (nint p = begin; p < depth; p += Lanes)
        {
            x += Lanes;
            b0 = Vector512.Load(y0 + p);
            b1 = Vector512.Load(y1 + p);
            b2 = Vector512.Load(y2 + p);
            b3 = Vector512.Load(y3 + p);
            a = Vector512.Load(x);
            s00 = Multiplication.Add(a, b0, s00);
            s01 = Multiplication.Add(a, b1, s01);
            s02 = Multiplication.Add(a, b2, s02);
            s03 = Multiplication.Add(a, b3, s03);
            if (HasTwo<TFew>())
            {
                a = Vector512.Load(x + width);
                s10 = Multiplication.Add(a, b0, s10);
                s11 = Multiplication.Add(a, b1, s11);
                s12 = Multiplication.Add(a, b2, s12);
                s13 = Multiplication.Add(a, b3, s13);
            }

            if (HasFour<TFew>())
            {
                a = Vector512.Load(x + 2 * width);
                s20 = Multiplication.Add(a, b0, s20);
                s21 = Multiplication.Add(a, b1, s21);
                s22 = Multiplication.Add(a, b2, s22);
                s23 = Multiplication.Add(a, b3, s23);
                a = Vector512.Load(x + 3 * width);
                s30 = Multiplication.Add(a, b0, s30);
                s31 = Multiplication.Add(a, b1, s31);
                s32 = Multiplication.Add(a, b2, s32);
                s33 = Multiplication.Add(a, b3, s33);
            }
        }

        AddLanes(s00, s01, s02, s03, sums);
        if (HasTwo<TFew>()) AddLanes(s10, s11, s12, s13, sums + Rows);
        if (!HasFour<TFew>()) return;
        AddLanes(s20, s21, s22, s23, sums + 2 * Rows);
        AddLanes(s30, s31, s32, s33, sums + 3 * Rows);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasTwo<TFew>() => typeof(TFew) != typeof(OneVector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasFour<TFew>() => typeof(TFew) == typeof(FourVectors);

    /// <summary>The sums of the lanes of four vectors: those of single precision are turned, so that one addition serves four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddLanes(Vector512<T> s0, Vector512<T> s1, Vector512<T> s2, Vector512<T> s3, T* sums)
    {
        if (typeof(T) == typeof(float) && Avx.IsSupported)
        {
            TileTranspose.Turn(Halves(s0), Halves(s1), Halves(s2), Halves(s3), out Vector256<float> r0, out Vector256<float> r1, out Vector256<float> r2, out Vector256<float> r3);
            Vector256<float> halves = r0 + r1 + (r2 + r3);
            (halves.GetLower() + halves.GetUpper()).Store((float*)sums);
            return;
        }

        sums[0] = Vector512.Sum(s0);
        sums[1] = Vector512.Sum(s1);
        sums[2] = Vector512.Sum(s2);
        sums[3] = Vector512.Sum(s3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halves(Vector512<T> lanes) => lanes.AsSingle().GetLower() + lanes.AsSingle().GetUpper();

    private readonly struct OneVector;

    private readonly struct TwoVectors;

    private readonly struct FourVectors;
}
