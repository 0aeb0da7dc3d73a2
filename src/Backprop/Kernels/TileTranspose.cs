using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Kernels;

/// <summary>
/// Transposes small squares in registers: 8 × 8 numbers of 4 bytes, 4 × 4 of 8, by exchanging ever larger parts of pairs of rows. Where the processor has no such instructions, number by number.
/// </summary>
internal static unsafe class TileTranspose
{
    /// <summary>
    /// to[r, c] = from[c, r] for some rows and columns of the destination, whose columns lie side by side, as the source's rows do.
    /// Steps count elements.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T>(T* from, long fromStep, T* to, long toStep, long rows, long columns) where T : unmanaged
    {
        int side = !Avx.IsSupported ? 0 : sizeof(T) == 4 ? 8 : sizeof(T) == 8 ? 4 : 0;
        long wholeRows = side == 0 ? 0 : rows / side * side, wholeColumns = side == 0 ? 0 : columns / side * side;
        // Squares that share lines of the source follow each other: its rows may push each other out of the first-level cache.
        for (long band = 0; band < wholeRows; band += 2 * side)
        {
            long bandEnd = Math.Min(wholeRows, band + 2 * side);
            for (long column = 0; column < wholeColumns; column += side)
            {
                for (long row = band; row < bandEnd; row += side)
                {
                    T* source = from + row + column * fromStep;
                    T* target = to + row * toStep + column;
                    if (sizeof(T) == 4) Square8((float*)source, (nint)fromStep, (float*)target, (nint)toStep);
                    else Square4((double*)source, (nint)fromStep, (double*)target, (nint)toStep);
                }
            }
        }

        long done = wholeColumns;
        if (side == 8 && columns - done >= 4)
        {
            for (long row = 0; row < wholeRows; row += side) FourColumns((float*)(from + row + done * fromStep), (nint)fromStep, (float*)(to + row * toStep + done), (nint)toStep);
            done += 4;
        }

        if (done < columns) Plain(from + done * fromStep, fromStep, to + done, toStep, wholeRows, columns - done);
        if (side == 8 && rows - wholeRows >= 4)
        {
            for (long column = 0; column < wholeColumns; column += side) FourRows((float*)(from + wholeRows + column * fromStep), (nint)fromStep, (float*)(to + wholeRows * toStep + column), (nint)toStep);
            if (wholeColumns < columns) Plain(from + wholeRows + wholeColumns * fromStep, fromStep, to + wholeRows * toStep + wholeColumns, toStep, 4, columns - wholeColumns);
            wholeRows += 4;
        }

        if (wholeRows < rows) Plain(from + wholeRows, fromStep, to + wholeRows * toStep, toStep, rows - wholeRows, columns);
    }

    /// <summary>The plain version, by small squares, so that both sides fit into the nearest cache.</summary>
    public static void Plain<T>(T* from, long fromStep, T* to, long toStep, long rows, long columns) where T : unmanaged
    {
        const int Tile = 32;
        for (long row = 0; row < rows; row += Tile)
        {
            long rowEnd = Math.Min(rows, row + Tile);
            for (long column = 0; column < columns; column += Tile)
            {
                long columnEnd = Math.Min(columns, column + Tile);
                for (long r = row; r < rowEnd; r++)
                {
                    for (long c = column; c < columnEnd; c++) to[r * toStep + c] = from[r + c * fromStep];
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square8(float* from, nint fromStep, float* to, nint toStep)
    {
        FourRows(from, fromStep, to, toStep);
        FourRows(from + 4, fromStep, to + 4 * toStep, toStep);
    }

    /// <summary>The upper half of a square. Loads put the fifth row beside the first and so on, so that all that is left happens within halves of registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourRows(float* from, nint fromStep, float* to, nint toStep)
    {
        float* low = from + 4 * fromStep;
        Turn(Pair(from, low), Pair(from + fromStep, low + fromStep), Pair(from + 2 * fromStep, low + 2 * fromStep), Pair(from + 3 * fromStep, low + 3 * fromStep), out Vector256<float> a0, out Vector256<float> a1, out Vector256<float> a2, out Vector256<float> a3);
        a0.Store(to);
        a1.Store(to + toStep);
        a2.Store(to + 2 * toStep);
        a3.Store(to + 3 * toStep);
    }

    /// <summary>The left half of a square.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void FourColumns(float* from, nint fromStep, float* to, nint toStep)
    {
        Turn(Vector256.Load(from), Vector256.Load(from + fromStep), Vector256.Load(from + 2 * fromStep), Vector256.Load(from + 3 * fromStep), out Vector256<float> a0, out Vector256<float> a1, out Vector256<float> a2, out Vector256<float> a3);
        a0.GetLower().Store(to);
        a1.GetLower().Store(to + toStep);
        a2.GetLower().Store(to + 2 * toStep);
        a3.GetLower().Store(to + 3 * toStep);
        to += 4 * toStep;
        a0.GetUpper().Store(to);
        a1.GetUpper().Store(to + toStep);
        a2.GetUpper().Store(to + 2 * toStep);
        a3.GetUpper().Store(to + 3 * toStep);
    }

    /// <summary>Four numbers from each of two places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector256<float> Pair(float* first, float* second) => Avx.InsertVector128(Vector128.Load(first).ToVector256Unsafe(), Vector128.Load(second), 1);

    /// <summary>In each half, the square of 4 × 4 numbers is transposed: neighbours of two rows first, then pairs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Turn(Vector256<float> a0, Vector256<float> a1, Vector256<float> a2, Vector256<float> a3, out Vector256<float> r0, out Vector256<float> r1, out Vector256<float> r2, out Vector256<float> r3)
    {
        Vector256<float> b0 = Avx.UnpackLow(a0, a1), b1 = Avx.UnpackHigh(a0, a1), b2 = Avx.UnpackLow(a2, a3), b3 = Avx.UnpackHigh(a2, a3);
        // 0x44 takes the first pair of both, 0xEE the second.
        r0 = Avx.Shuffle(b0, b2, 0x44);
        r1 = Avx.Shuffle(b0, b2, 0xEE);
        r2 = Avx.Shuffle(b1, b3, 0x44);
        r3 = Avx.Shuffle(b1, b3, 0xEE);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Square4(double* from, nint fromStep, double* to, nint toStep)
    {
        Vector256<double> a0 = Vector256.Load(from), a1 = Vector256.Load(from + fromStep), a2 = Vector256.Load(from + 2 * fromStep), a3 = Vector256.Load(from + 3 * fromStep);
        Vector256<double> b0 = Avx.UnpackLow(a0, a1), b1 = Avx.UnpackHigh(a0, a1), b2 = Avx.UnpackLow(a2, a3), b3 = Avx.UnpackHigh(a2, a3);
        Avx.Permute2x128(b0, b2, 0x20).Store(to);
        Avx.Permute2x128(b1, b3, 0x20).Store(to + toStep);
        Avx.Permute2x128(b0, b2, 0x31).Store(to + 2 * toStep);
        Avx.Permute2x128(b1, b3, 0x31).Store(to + 3 * toStep);
    }
}
