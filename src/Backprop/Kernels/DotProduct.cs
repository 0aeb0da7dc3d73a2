using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>
/// A product of which one operand has few rows (or columns), and the other is stored so that the numbers of a sum lie side by side: each element of C is the inner product of a few vectors X with
/// many vectors Y. So it is for few columns of B, as in the last layer of a network, and for few rows of A where B is stored transposed. Y is read once, along its rows, four of them side by side;
/// X is copied and stays in a near cache. A vector of partial sums belongs to each element of C, whose lanes are added at the end of each slice of the inner length;
/// so the bits are not those of a tile, whose sums go in the order of k.
/// </summary>
internal unsafe partial struct DotProduct<T>(int few, int many, int k, T* x, nint rowX, nint stepX, T* y, nint rowY, T* c, nint stepFew, nint stepMany, bool accumulate)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>More columns than these are cheaper as a vector of them; more vectors X are cheaper as tiles.</summary>
    private const int MostColumns = 6, MostFew = 16;

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

    private static int Lanes => Vector512.IsHardwareAccelerated ? Vector512<T>.Count : Vector256<T>.Count;

    /// <summary>X that are multiplied side by side, at most: their sums with four Y, and what is multiplied, fill the registers.</summary>
    private static int MostSideBySide => Vector512.IsHardwareAccelerated ? 4 : 3;

    /// <summary>X that are copied: three that lie side by side are turned as four, the fourth being whatever stands behind them.</summary>
    private readonly int Copied => few == 3 ? 4 : few;

    /// <summary>Whether this is the way to multiply by so few columns.</summary>
    public static bool FitsColumns(int columns, int k) => columns <= MostColumns && k >= FewestNumbersOfColumns(columns);

    /// <summary>Whether this is the way to multiply so few rows; with few columns the sums must not depend on the number of rows.</summary>
    public static bool FitsRows(int rows, int columns, int k) => rows <= MostFew && columns > MostColumns && k >= FewestNumbersOfRows(rows);

    /// <summary>Whether <see cref="RunShort"/> is the way to multiply by so few columns: sums of fewer numbers.</summary>
    public static bool FitsShortColumns(int columns, int rows, int k) => columns <= MostFewShort && rows >= RowProduct<T>.FewestColumns && k < FewestNumbersOfColumns(columns);

    /// <summary>Whether <see cref="RunShort"/> is the way to multiply so few rows.</summary>
    public static bool FitsShortRows(int rows, int columns, int k) => rows <= MostFewShort && columns >= RowProduct<T>.FewestColumns && k < FewestNumbersOfRows(rows);

    /// <summary>Sums of fewer numbers are not worth the addition of lanes, the less so the more of them go side by side otherwise.</summary>
    private static int FewestNumbersOfColumns(int columns) => columns switch { 1 => 17, 2 => 28, 3 => 40, 4 => 56, _ => 128 };

    /// <summary>The same for rows, for which the other ways would turn B.</summary>
    private static int FewestNumbersOfRows(int rows) => rows switch { 1 => 17, 2 => 24, <= 4 => 32, <= 8 => 48, _ => 128 };

    [SkipLocalsInit]
    public void Run()
    {
        int slice = Math.Min(k, LongestSlice / sizeof(T));
        _width = (slice + Lanes - 1) / Lanes * Lanes;
        T* copy = stackalloc T[Copied * _width];
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
        // Four columns of the result are written as they lie there. Five are faster as three and two.
        bool byRow = stepFew == 1 && few != 5 && Vector512.IsHardwareAccelerated;
        int end = Math.Min(many, (chunk + 1) * _chunk);
        for (int j = chunk * _chunk; j < end; j += Rows)
        {
            // Rows that are not there repeat the last one.
            int rows = Math.Min(Rows, end - j), i = 0, stored = 0;
            T* y0 = y + j * rowY + _start;
            T* y1 = y0 + Math.Min(1, rows - 1) * rowY;
            T* y2 = y0 + Math.Min(2, rows - 1) * rowY;
            T* y3 = y0 + Math.Min(3, rows - 1) * rowY;
            for (int left = (few + MostSideBySide - 1) / MostSideBySide; left > 0; left--)
            {
                T* from = _copy + i * _width, to = sums + i * Rows;
                int group = byRow && few - i >= 4 ? 4 : (few - i + left - 1) / left;
                if (group == 4) Add<FourVectors>(from, _width, y0, y1, y2, y3, _depth, to, byRow);
                else if (group == 3) Add<ThreeVectors>(from, _width, y0, y1, y2, y3, _depth, to);
                else if (group == 2) Add<TwoVectors>(from, _width, y0, y1, y2, y3, _depth, to);
                else Add<OneVector>(from, _width, y0, y1, y2, y3, _depth, to);
                if (group == 4 && byRow)
                {
                    StoreByRow(to, c + j * stepMany + i, rows, accumulate || _start > 0);
                    stored = i + group;
                }

                i += group;
            }

            if (stored < few) Store(sums + stored * Rows, c + j * stepMany + stored * stepFew, few - stored, rows, accumulate || _start > 0);
        }
    }

    /// <summary>A slice of each X, in whole vectors: the first is incomplete, if one is, and filled with zeros.</summary>
    private readonly void Copy()
    {
        int begin = First(_depth);
        for (int i = 0; i < few; i++) new Span<T>(_copy + i * _width, Lanes).Clear();
        T* from = x + _start * stepX;
        if (rowX == 1 && few > 1)
        {
            TileTranspose.Run(from, stepX, _copy, _width, Copied, begin);
            TileTranspose.Run(from + begin * stepX, stepX, _copy + Lanes, _width, Copied, _depth - begin);
            return;
        }

        for (int i = 0; i < few; i++)
        {
            Gather(from + i * rowX, _copy + i * _width, begin);
            Gather(from + i * rowX + begin * stepX, _copy + i * _width + Lanes, _depth - begin);
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

    /// <summary>Writes the sums of some X, which lie in a row for each.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Store(T* sums, T* to, int count, int rows, bool add)
    {
        bool areNeighbours = stepMany == 1 && rows == Rows && !add;
        for (int i = 0; i < count; i++, sums += Rows, to += stepFew)
        {
            if (areNeighbours) Unsafe.CopyBlockUnaligned(to, sums, (uint)(Rows * sizeof(T)));
            else for (int j = 0; j < rows; j++) to[j * stepMany] = add ? to[j * stepMany] + sums[j] : sums[j];
        }
    }

    /// <summary>Writes the sums of four X that are columns of the result, which lie in a row for each Y.</summary>
    private readonly void StoreByRow(T* sums, T* to, int rows, bool add)
    {
        for (; rows > 0; rows--, sums += Rows, to += stepMany)
        {
            if (!add) Unsafe.CopyBlockUnaligned(to, sums, (uint)(Rows * sizeof(T)));
            else for (int i = 0; i < Rows; i++) to[i] += sums[i];
        }
    }

    /// <summary>The inner products of <typeparamref name="TFew"/> X with four Y, in a row for each X; of four X, where it is asked for, in a row for each Y.</summary>
    private static void Add<TFew>(T* x, nint width, T* y0, T* y1, T* y2, T* y3, int depth, T* sums, bool byRow = false)
        where TFew : struct
    {
        if (Vector512.IsHardwareAccelerated) AddWide<TFew>(x, width, y0, y1, y2, y3, depth, sums, byRow);
        else AddNarrow<TFew>(x, width, y0, y1, y2, y3, depth, sums);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasTwo<TFew>() => typeof(TFew) != typeof(OneVector);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasThree<TFew>() => typeof(TFew) == typeof(ThreeVectors) || HasFour<TFew>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasFour<TFew>() => typeof(TFew) == typeof(FourVectors);

    private readonly struct OneVector;

    private readonly struct TwoVectors;

    private readonly struct ThreeVectors;

    private readonly struct FourVectors;
}
