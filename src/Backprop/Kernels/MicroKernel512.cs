using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Kernels;

/// <summary>
/// The inner tile of the matrix product where vectors have 512 bits: 12 rows by 2 vectors, 24 sums in 24 of the 32 registers, so that every load serves 1.7 multiply-adds (the tile of BLIS for this family, turned to row-major).
/// One local per accumulator, written straight on: the compiler keeps them all in registers, which it does not for arrays or loops.
/// </summary>
internal static unsafe partial class MicroKernel512
{
    /// <summary>Rows of the tile.</summary>
    public const int Rows = 12;

    /// <summary>
    /// C (Rows × two vectors, row stride ldc) = A·B, or C + A·B, to which D is added where it is given (row stride ldd, which is 0 where D is null), and whose negative numbers may become 0 then; what will be needed next, from next on with stepNext for every k, is asked for in between: the number (row, k) of A stands at row·rowA + k·stepA, B has two vectors per row at stride ldb.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T, TColumns>(nint k, T* a, nint rowA, nint stepA, T* b, nint ldb, T* c, nint ldc, bool accumulate, T* d, nint ldd, bool relu, T* next, nint stepNext)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
        where TColumns : struct
    {
        int lanes = Vector512<T>.Count;
        Vector512<T> c00 = Vector512<T>.Zero, c01 = c00;
        Vector512<T> c10 = Vector512<T>.Zero, c11 = c10;
        Vector512<T> c20 = Vector512<T>.Zero, c21 = c20;
        Vector512<T> c30 = Vector512<T>.Zero, c31 = c30;
        Vector512<T> c40 = Vector512<T>.Zero, c41 = c40;
        Vector512<T> c50 = Vector512<T>.Zero, c51 = c50;
        Vector512<T> c60 = Vector512<T>.Zero, c61 = c60;
        Vector512<T> c70 = Vector512<T>.Zero, c71 = c70;
        Vector512<T> c80 = Vector512<T>.Zero, c81 = c80;
        Vector512<T> c90 = Vector512<T>.Zero, c91 = c90;
        Vector512<T> c100 = Vector512<T>.Zero, c101 = c100;
        Vector512<T> c110 = Vector512<T>.Zero, c111 = c110;
        nint rowTwo = 2 * rowA;
        T* from3 = a + 3 * rowA;
        T* from6 = a + 6 * rowA;
        T* from9 = a + 9 * rowA;
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
            Vector512<T> a8 = Vector512.Create(from6[rowTwo]);
            c80 = Multiplication.Add(a8, b0, c80);
            c81 = Second<T, TColumns>(a8, b1, c81);
            Vector512<T> a9 = Vector512.Create(from9[0]);
            c90 = Multiplication.Add(a9, b0, c90);
            c91 = Second<T, TColumns>(a9, b1, c91);
            Vector512<T> a10 = Vector512.Create(from9[rowA]);
            c100 = Multiplication.Add(a10, b0, c100);
            c101 = Second<T, TColumns>(a10, b1, c101);
            Vector512<T> a11 = Vector512.Create(from9[rowTwo]);
            c110 = Multiplication.Add(a11, b0, c110);
            c111 = Second<T, TColumns>(a11, b1, c111);
            a += stepA;
            from3 += stepA;
            from6 += stepA;
            from9 += stepA;
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
        Store<T, TColumns>(c + 8 * ldc, c80, c81, accumulate, d + 8 * ldd, relu);
        Store<T, TColumns>(c + 9 * ldc, c90, c91, accumulate, d + 9 * ldd, relu);
        Store<T, TColumns>(c + 10 * ldc, c100, c101, accumulate, d + 10 * ldd, relu);
        Store<T, TColumns>(c + 11 * ldc, c110, c111, accumulate, d + 11 * ldd, relu);
    }

    /// <summary>Has two lines of what will be needed next brought to the second-level cache. One such line or two for every k is what the memory delivers while the sums go on; asked for at once, they would stop them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T* Ask<T>(T* next, nint step) where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(next);
            Sse.Prefetch1(next + Vector512<T>.Count);
        }

        return next + step;
    }

    /// <summary>What a tile does with its second vector of columns: nothing, where it has one vector only.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Second<T, TColumns>(Vector512<T> a, Vector512<T> b, Vector512<T> c) => typeof(TColumns) != typeof(OneVector) ? Multiplication.Add(a, b, c) : c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Second<T, TColumns>(T* b) where T : unmanaged => typeof(TColumns) != typeof(OneVector) ? Vector512.Load(b) : Vector512<T>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store<T, TColumns>(T* c, Vector512<T> first, Vector512<T> second, bool accumulate, T* d, bool relu)
        where T : unmanaged, INumber<T>
    {
        int lanes = Vector512<T>.Count;
        bool hasSecond = typeof(TColumns) != typeof(OneVector);
        if (accumulate)
        {
            first += Vector512.Load(c);
            if (hasSecond) second += Vector512.Load(c + lanes);
        }

        if (d != null)
        {
            first += Vector512.Load(d);
            if (hasSecond) second += Vector512.Load(d + lanes);
            if (relu) (first, second) = (Rectifier.Of(first), Rectifier.Of(second));
        }

        first.Store(c);
        if (hasSecond) second.Store(c + lanes);
    }
}

/// <summary>A tile two vectors wide.</summary>
internal readonly struct TwoVectors;

/// <summary>A tile two vectors wide that asks for what will be needed next.</summary>
internal readonly struct TwoVectorsAndNext;

/// <summary>A tile one vector wide: the columns at the right margin, if they need no more. It has half the sums, and costs half, or two thirds where vectors have 256 bits.</summary>
internal readonly struct OneVector;

/// <summary>A tile half a vector wide (<see cref="HalfVectorTile"/>).</summary>
internal readonly struct HalfVector;
