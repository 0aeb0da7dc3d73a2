using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Kernels;

/// <summary>
/// Transposes small squares in registers: 8 × 8 numbers of 4 bytes, 4 × 4 of 8, by exchanging ever larger parts of pairs of rows
/// (neighbours, pairs, halves). Where the processor has no such instructions, number by number.
/// </summary>
internal static unsafe class TileTranspose
{
    /// <summary>
    /// to[r, c] = from[c, r] for some rows and columns of the destination, whose columns lie side by side, as the source's rows do.
    /// Steps count elements.
    /// </summary>
    public static void Run<T>(T* from, long fromStep, T* to, long toStep, long rows, long columns) where T : unmanaged
    {
        int side = !Avx.IsSupported ? 0 : sizeof(T) == 4 ? 8 : sizeof(T) == 8 ? 4 : 0;
        long wholeRows = side == 0 ? 0 : rows / side * side, wholeColumns = side == 0 ? 0 : columns / side * side;
        for (long row = 0; row < wholeRows; row += side)
        {
            // Along the destination's rows, so that its lines are written to their end.
            for (long column = 0; column < wholeColumns; column += side)
            {
                T* source = from + row + column * fromStep;
                T* target = to + row * toStep + column;
                if (sizeof(T) == 4) Square8((float*)source, (nint)fromStep, (float*)target, (nint)toStep);
                else Square4((double*)source, (nint)fromStep, (double*)target, (nint)toStep);
            }
        }

        if (wholeColumns < columns) Plain(from + wholeColumns * fromStep, fromStep, to + wholeColumns, toStep, wholeRows, columns - wholeColumns);
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
        float* middle = from + 4 * fromStep;
        Vector256<float> a0 = Vector256.Load(from), a1 = Vector256.Load(from + fromStep), a2 = Vector256.Load(from + 2 * fromStep), a3 = Vector256.Load(from + 3 * fromStep);
        Vector256<float> a4 = Vector256.Load(middle), a5 = Vector256.Load(middle + fromStep), a6 = Vector256.Load(middle + 2 * fromStep), a7 = Vector256.Load(middle + 3 * fromStep);
        Vector256<float> b0 = Avx.UnpackLow(a0, a1), b1 = Avx.UnpackHigh(a0, a1), b2 = Avx.UnpackLow(a2, a3), b3 = Avx.UnpackHigh(a2, a3);
        Vector256<float> b4 = Avx.UnpackLow(a4, a5), b5 = Avx.UnpackHigh(a4, a5), b6 = Avx.UnpackLow(a6, a7), b7 = Avx.UnpackHigh(a6, a7);
        // 0x44 takes the first pair of both, 0xEE the second.
        a0 = Avx.Shuffle(b0, b2, 0x44);
        a1 = Avx.Shuffle(b0, b2, 0xEE);
        a2 = Avx.Shuffle(b1, b3, 0x44);
        a3 = Avx.Shuffle(b1, b3, 0xEE);
        a4 = Avx.Shuffle(b4, b6, 0x44);
        a5 = Avx.Shuffle(b4, b6, 0xEE);
        a6 = Avx.Shuffle(b5, b7, 0x44);
        a7 = Avx.Shuffle(b5, b7, 0xEE);
        // 0x20 takes the first half of both, 0x31 the second.
        Avx.Permute2x128(a0, a4, 0x20).Store(to);
        Avx.Permute2x128(a1, a5, 0x20).Store(to + toStep);
        Avx.Permute2x128(a2, a6, 0x20).Store(to + 2 * toStep);
        Avx.Permute2x128(a3, a7, 0x20).Store(to + 3 * toStep);
        to += 4 * toStep;
        Avx.Permute2x128(a0, a4, 0x31).Store(to);
        Avx.Permute2x128(a1, a5, 0x31).Store(to + toStep);
        Avx.Permute2x128(a2, a6, 0x31).Store(to + 2 * toStep);
        Avx.Permute2x128(a3, a7, 0x31).Store(to + 3 * toStep);
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
