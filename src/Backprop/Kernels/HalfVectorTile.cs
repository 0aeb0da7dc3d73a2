using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>
/// Tiles half a vector of 512 bits wide, for few columns: those at the right margin of a product, or all of it. They take little more than half the time of a tile one vector wide.
/// The numbers of A are repeated where they are multiplied, by the instruction that does so.
/// </summary>
internal static unsafe class HalfVectorTile
{
    /// <summary>
    /// C (8 × half a vector, row stride ldc) = A·B, or C + A·B: the number (row, k) of A stands at row·rowA + k·stepA, B has half a vector per row at stride ldb.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void EightRows<T>(nint k, T* a, nint rowA, nint stepA, T* b, nint ldb, T* c, nint ldc, bool accumulate)
        where T : unmanaged
    {
        Vector256<T> c0 = Vector256<T>.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
        T* from4 = a + 4 * rowA;
        for (; k > 0; k--, a += stepA, from4 += stepA, b += ldb)
        {
            // Storage can be read beyond its end.
            Vector256<T> numbers = Vector256.Load(b);
            c0 = Multiplication.Add(Vector256.Create(a[0]), numbers, c0);
            c1 = Multiplication.Add(Vector256.Create(a[rowA]), numbers, c1);
            c2 = Multiplication.Add(Vector256.Create(a[2 * rowA]), numbers, c2);
            c3 = Multiplication.Add(Vector256.Create(a[3 * rowA]), numbers, c3);
            c4 = Multiplication.Add(Vector256.Create(from4[0]), numbers, c4);
            c5 = Multiplication.Add(Vector256.Create(from4[rowA]), numbers, c5);
            c6 = Multiplication.Add(Vector256.Create(from4[2 * rowA]), numbers, c6);
            c7 = Multiplication.Add(Vector256.Create(from4[3 * rowA]), numbers, c7);
        }

        StoreFour(c0, c1, c2, c3, c, ldc, accumulate);
        StoreFour(c4, c5, c6, c7, c + 4 * ldc, ldc, accumulate);
    }

    /// <summary>As <see cref="EightRows"/> with 12 rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void TwelveRows<T>(nint k, T* a, nint rowA, nint stepA, T* b, nint ldb, T* c, nint ldc, bool accumulate)
        where T : unmanaged
    {
        Vector256<T> c0 = Vector256<T>.Zero, c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0, c8 = c0, c9 = c0, c10 = c0, c11 = c0;
        T* from4 = a + 4 * rowA;
        T* from8 = a + 8 * rowA;
        for (; k > 0; k--, a += stepA, from4 += stepA, from8 += stepA, b += ldb)
        {
            Vector256<T> numbers = Vector256.Load(b);
            c0 = Multiplication.Add(Vector256.Create(a[0]), numbers, c0);
            c1 = Multiplication.Add(Vector256.Create(a[rowA]), numbers, c1);
            c2 = Multiplication.Add(Vector256.Create(a[2 * rowA]), numbers, c2);
            c3 = Multiplication.Add(Vector256.Create(a[3 * rowA]), numbers, c3);
            c4 = Multiplication.Add(Vector256.Create(from4[0]), numbers, c4);
            c5 = Multiplication.Add(Vector256.Create(from4[rowA]), numbers, c5);
            c6 = Multiplication.Add(Vector256.Create(from4[2 * rowA]), numbers, c6);
            c7 = Multiplication.Add(Vector256.Create(from4[3 * rowA]), numbers, c7);
            c8 = Multiplication.Add(Vector256.Create(from8[0]), numbers, c8);
            c9 = Multiplication.Add(Vector256.Create(from8[rowA]), numbers, c9);
            c10 = Multiplication.Add(Vector256.Create(from8[2 * rowA]), numbers, c10);
            c11 = Multiplication.Add(Vector256.Create(from8[3 * rowA]), numbers, c11);
        }

        StoreFour(c0, c1, c2, c3, c, ldc, accumulate);
        StoreFour(c4, c5, c6, c7, c + 4 * ldc, ldc, accumulate);
        StoreFour(c8, c9, c10, c11, c + 8 * ldc, ldc, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreFour<T>(Vector256<T> c0, Vector256<T> c1, Vector256<T> c2, Vector256<T> c3, T* c, nint ldc, bool accumulate)
        where T : unmanaged
    {
        Store(c0, c, accumulate);
        Store(c1, c + ldc, accumulate);
        Store(c2, c + 2 * ldc, accumulate);
        Store(c3, c + 3 * ldc, accumulate);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T>(Vector256<T> sum, T* c, bool accumulate)
        where T : unmanaged => (accumulate ? sum + Vector256.Load(c) : sum).Store(c);
}
