using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

internal static unsafe partial class MicroKernel512
{
    /// <summary>Rows of the lower tile.</summary>
    public const int LowRows = 8;

    /// <summary>
    /// As <see cref="Run"/> with 8 rows: for products whose rows fill more of such tiles. Batches of 32 and 64 rows do: three tiles of 12 for 32 rows
    /// spend an eighth of their work on rows that are not there. 16 sums hide the latency as well; loads are still fewer than multiply-adds.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RunLow<T, TColumns>(nint k, T* a, nint rowA, nint stepA, T* b, nint ldb, T* c, nint ldc, bool accumulate, T* d, nint ldd, bool relu, T* next, nint stepNext)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TColumns : struct
    {
        int lanes = Vector512<T>.Count;
        Vector512<T> c00 = Vector512<T>.Zero, c01 = c00;
        Vector512<T> c10 = c00, c11 = c00;
        Vector512<T> c20 = c00, c21 = c00;
        Vector512<T> c30 = c00, c31 = c00;
        Vector512<T> c40 = c00, c41 = c00;
        Vector512<T> c50 = c00, c51 = c00;
        Vector512<T> c60 = c00, c61 = c00;
        Vector512<T> c70 = c00, c71 = c00;
        nint rowTwo = 2 * rowA;
        T* from3 = a + 3 * rowA;
        T* from6 = a + 6 * rowA;
        for (; k > 0; k--)
        {
            if (typeof(TColumns) == typeof(TwoVectorsAndNext)) next = Ask(next, stepNext);
            Vector512<T> b0 = Vector512.Load(b), b1 = Second<T, TColumns>(b + lanes);
            Vector512<T> a0 = Vector512.Create(a[0]);
            c00 = Multiplication.Add(a0, b0, c00);
            c01 = Second<T, TColumns>(a0, b1, c01);
            Vector512<T> a1 = Vector512.Create(a[rowA]);
            c10 = Multiplication.Add(a1, b0, c10);
            c11 = Second<T, TColumns>(a1, b1, c11);
            Vector512<T> a2 = Vector512.Create(a[rowTwo]);
            c20 = Multiplication.Add(a2, b0, c20);
            c21 = Second<T, TColumns>(a2, b1, c21);
            Vector512<T> a3 = Vector512.Create(from3[0]);
            c30 = Multiplication.Add(a3, b0, c30);
            c31 = Second<T, TColumns>(a3, b1, c31);
            Vector512<T> a4 = Vector512.Create(from3[rowA]);
            c40 = Multiplication.Add(a4, b0, c40);
            c41 = Second<T, TColumns>(a4, b1, c41);
            Vector512<T> a5 = Vector512.Create(from3[rowTwo]);
            c50 = Multiplication.Add(a5, b0, c50);
            c51 = Second<T, TColumns>(a5, b1, c51);
            Vector512<T> a6 = Vector512.Create(from6[0]);
            c60 = Multiplication.Add(a6, b0, c60);
            c61 = Second<T, TColumns>(a6, b1, c61);
            Vector512<T> a7 = Vector512.Create(from6[rowA]);
            c70 = Multiplication.Add(a7, b0, c70);
            c71 = Second<T, TColumns>(a7, b1, c71);
            a += stepA;
            from3 += stepA;
            from6 += stepA;
            b += ldb;
        }

        Store<T, TColumns>(c + 0 * ldc, c00, c01, accumulate, d + 0 * ldd, relu);
        Store<T, TColumns>(c + 1 * ldc, c10, c11, accumulate, d + 1 * ldd, relu);
        Store<T, TColumns>(c + 2 * ldc, c20, c21, accumulate, d + 2 * ldd, relu);
        Store<T, TColumns>(c + 3 * ldc, c30, c31, accumulate, d + 3 * ldd, relu);
        Store<T, TColumns>(c + 4 * ldc, c40, c41, accumulate, d + 4 * ldd, relu);
        Store<T, TColumns>(c + 5 * ldc, c50, c51, accumulate, d + 5 * ldd, relu);
        Store<T, TColumns>(c + 6 * ldc, c60, c61, accumulate, d + 6 * ldd, relu);
        Store<T, TColumns>(c + 7 * ldc, c70, c71, accumulate, d + 7 * ldd, relu);
    }
}
