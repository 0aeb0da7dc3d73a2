using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Kernels;

/// <summary>
/// The inner tile of the matrix product where vectors have 256 bits: 6 rows by 2 vectors, 12 sums, which with two of B and one of A fill 15 of the 16 registers (the tile of BLIS for AVX2).
/// One local per accumulator, written straight on: the compiler keeps them all in registers, which it does not for arrays or loops.
/// </summary>
internal static unsafe partial class MicroKernel256
{
    /// <summary>Rows of the tile.</summary>
    public const int Rows = 6;

    /// <summary>
    /// C (Rows × one or two vectors, row stride ldc) = A·B, or C + A·B, to which D is added where it is given (row stride ldd, which is 0 where D is null), and whose negative numbers may become 0 then; what will be needed next, from next on with stepNext for every k, is asked for in between: the number (row, k) of A stands at row·rowA + k·stepA, B has one or two vectors per row at stride ldb.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T, TColumns>(nint k, T* a, nint rowA, nint stepA, T* b, nint ldb, T* c, nint ldc, bool accumulate, T* d, nint ldd, bool relu, T* next, nint stepNext)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TColumns : struct
    {
        int lanes = Vector256<T>.Count;
        Vector256<T> c00 = Vector256<T>.Zero, c01 = c00;
        Vector256<T> c10 = Vector256<T>.Zero, c11 = c10;
        Vector256<T> c20 = Vector256<T>.Zero, c21 = c20;
        Vector256<T> c30 = Vector256<T>.Zero, c31 = c30;
        Vector256<T> c40 = Vector256<T>.Zero, c41 = c40;
        Vector256<T> c50 = Vector256<T>.Zero, c51 = c50;
        nint rowTwo = 2 * rowA;
        T* from3 = a + 3 * rowA;
        for (; k > 0; k--)
        {
            if (typeof(TColumns) == typeof(TwoVectorsAndNext)) next = Ask(next, stepNext);
            Vector256<T> b0 = Vector256.Load(b), b1 = Second<T, TColumns>(b + lanes);
            Vector256<T> a0 = Vector256.Create(a[0]);
            c00 = Multiplication.Add(a0, b0, c00);
            c01 = Second<T, TColumns>(a0, b1, c01);
            Vector256<T> a1 = Vector256.Create(a[rowA]);
            c10 = Multiplication.Add(a1, b0, c10);
            c11 = Second<T, TColumns>(a1, b1, c11);
            Vector256<T> a2 = Vector256.Create(a[rowTwo]);
            c20 = Multiplication.Add(a2, b0, c20);
            c21 = Second<T, TColumns>(a2, b1, c21);
            Vector256<T> a3 = Vector256.Create(from3[0]);
            c30 = Multiplication.Add(a3, b0, c30);
            c31 = Second<T, TColumns>(a3, b1, c31);
            Vector256<T> a4 = Vector256.Create(from3[rowA]);
            c40 = Multiplication.Add(a4, b0, c40);
            c41 = Second<T, TColumns>(a4, b1, c41);
            Vector256<T> a5 = Vector256.Create(from3[rowTwo]);
            c50 = Multiplication.Add(a5, b0, c50);
            c51 = Second<T, TColumns>(a5, b1, c51);
            a += stepA;
            from3 += stepA;
            b += ldb;
        }

        Store<T, TColumns>(c + 0 * ldc, c00, c01, accumulate, d + 0 * ldd, relu);
        Store<T, TColumns>(c + 1 * ldc, c10, c11, accumulate, d + 1 * ldd, relu);
        Store<T, TColumns>(c + 2 * ldc, c20, c21, accumulate, d + 2 * ldd, relu);
        Store<T, TColumns>(c + 3 * ldc, c30, c31, accumulate, d + 3 * ldd, relu);
        Store<T, TColumns>(c + 4 * ldc, c40, c41, accumulate, d + 4 * ldd, relu);
        Store<T, TColumns>(c + 5 * ldc, c50, c51, accumulate, d + 5 * ldd, relu);
    }

    /// <summary>Has a line of what will be needed next brought to the second-level cache. One such line or two for every k is what the memory delivers while the sums go on; asked for at once, they would stop them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T* Ask<T>(T* next, nint step) where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(next);
        }

        return next + step;
    }

    /// <summary>What a tile does with its second vector of columns: nothing, where it has one vector only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Second<T, TColumns>(Vector256<T> a, Vector256<T> b, Vector256<T> c) => typeof(TColumns) != typeof(OneVector) ? Multiplication.Add(a, b, c) : c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<T> Second<T, TColumns>(T* b) where T : unmanaged => typeof(TColumns) != typeof(OneVector) ? Vector256.Load(b) : Vector256<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T, TColumns>(T* c, Vector256<T> first, Vector256<T> second, bool accumulate, T* d, bool relu)
        where T : unmanaged, INumber<T>
    {
        int lanes = Vector256<T>.Count;
        bool hasSecond = typeof(TColumns) != typeof(OneVector);
        if (accumulate)
        {
            first += Vector256.Load(c);
            if (hasSecond) second += Vector256.Load(c + lanes);
        }

        if (d != null)
        {
            first += Vector256.Load(d);
            if (hasSecond) second += Vector256.Load(d + lanes);
            if (relu) (first, second) = (Rectifier.Of(first), Rectifier.Of(second));
        }

        first.Store(c);
        if (hasSecond) second.Store(c + lanes);
    }
}
