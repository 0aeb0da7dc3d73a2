using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

internal static unsafe partial class MicroKernel256
{
    /// <summary>Rows of the lower tile.</summary>
    public const int LowRows = 4;

    /// <summary>
    /// As <see cref="Run"/> with 4 rows, so that 8, 16, 32 and 64 rows fill their tiles: six tiles of 6 rows for 32 spend a ninth of their work on rows that are not there.
    /// 8 sums are as many as two multiply-adds a cycle with a latency of four keep busy.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunLow<T, TColumns>(nint k, T* a, nint rowA, nint stepA, T* b, nint ldb, T* c, nint ldc, bool accumulate, T* d, nint ldd, bool relu, T* next, nint stepNext)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TColumns : struct
    {
        Vector256<T> c00 = Vector256<T>.Zero, c01 = c00;
        Vector256<T> c10 = Vector256<T>.Zero, c11 = c10;
        Vector256<T> c20 = Vector256<T>.Zero, c21 = c20;
        Vector256<T> c30 = Vector256<T>.Zero, c31 = c30;
        nint stepB = ldb * sizeof(T), row1 = rowA * sizeof(T), row2 = 2 * row1, row3 = 3 * row1;
        for (; Vector256.IsHardwareAccelerated && stepA == 1 && k >= 4; k -= 4, a += 4)
        {
            next = Ask<T, TColumns>(next, stepNext);
            StepLow<T, TColumns>(a, 0, row1, row2, row3, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31);
            b = Behind(b, stepB);
            next = Ask<T, TColumns>(next, stepNext);
            StepLow<T, TColumns>(a, 1, row1, row2, row3, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31);
            b = Behind(b, stepB);
            next = Ask<T, TColumns>(next, stepNext);
            StepLow<T, TColumns>(a, 2, row1, row2, row3, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31);
            b = Behind(b, stepB);
            next = Ask<T, TColumns>(next, stepNext);
            StepLow<T, TColumns>(a, 3, row1, row2, row3, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31);
            b = Behind(b, stepB);
        }

        nint stride = stepA * sizeof(T);
        for (; Vector256.IsHardwareAccelerated && k >= 2; k -= 2)
        {
            next = Ask<T, TColumns>(next, stepNext);
            StepLow<T, TColumns>(a, 0, row1, row2, row3, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31);
            b = Behind(b, stepB);
            a = Behind(a, stride);
            next = Ask<T, TColumns>(next, stepNext);
            StepLow<T, TColumns>(a, 0, row1, row2, row3, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31);
            b = Behind(b, stepB);
            a = Behind(a, stride);
        }

        for (; k > 0; k--)
        {
            next = Ask<T, TColumns>(next, stepNext);
            Vector256<T> b0 = Vector256.Load(b), b1 = Second<T, TColumns>(b + Vector256<T>.Count);
            Vector256<T> a0 = Vector256.Create(*a);
            c00 = Multiplication.Add(a0, b0, c00);
            c01 = Second<T, TColumns>(a0, b1, c01);
            Vector256<T> a1 = Vector256.Create(*Behind(a, row1));
            c10 = Multiplication.Add(a1, b0, c10);
            c11 = Second<T, TColumns>(a1, b1, c11);
            Vector256<T> a2 = Vector256.Create(*Behind(a, row2));
            c20 = Multiplication.Add(a2, b0, c20);
            c21 = Second<T, TColumns>(a2, b1, c21);
            Vector256<T> a3 = Vector256.Create(*Behind(a, row3));
            c30 = Multiplication.Add(a3, b0, c30);
            c31 = Second<T, TColumns>(a3, b1, c31);
            b = Behind(b, stepB);
            a = Behind(a, stride);
        }

        Store<T, TColumns>(c + 0 * ldc, c00, c01, accumulate, d + 0 * ldd, relu);
        Store<T, TColumns>(c + 1 * ldc, c10, c11, accumulate, d + 1 * ldd, relu);
        Store<T, TColumns>(c + 2 * ldc, c20, c21, accumulate, d + 2 * ldd, relu);
        Store<T, TColumns>(c + 3 * ldc, c30, c31, accumulate, d + 3 * ldd, relu);
    }

    /// <summary>One k of the lower tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StepLow<T, TColumns>(
        T* a, int at, nint row1, nint row2, nint row3, T* b,
        ref Vector256<T> c00, ref Vector256<T> c01,
        ref Vector256<T> c10, ref Vector256<T> c11,
        ref Vector256<T> c20, ref Vector256<T> c21,
        ref Vector256<T> c30, ref Vector256<T> c31)
        where T : unmanaged
        where TColumns : struct
    {
        Vector256<T> b0 = Vector256.Load(b), b1 = Second<T, TColumns>(b + Vector256<T>.Count);
        Row<T, TColumns>(a + at, b0, b1, ref c00, ref c01);
        Row<T, TColumns>(Behind(a, row1) + at, b0, b1, ref c10, ref c11);
        Row<T, TColumns>(Behind(a, row2) + at, b0, b1, ref c20, ref c21);
        Row<T, TColumns>(Behind(a, row3) + at, b0, b1, ref c30, ref c31);
    }
}
