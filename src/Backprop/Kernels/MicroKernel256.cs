using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Kernels;

/// <summary>
/// The inner tile of the matrix product where vectors have 256 bits: 6 rows by 2 vectors, 12 sums, which with two of B and one of A fill 15 of the 16 registers (the tile of BLIS for AVX2).
/// One local per accumulator, written straight on: the compiler keeps them all in registers, which it does not for arrays or loops.
/// Several k in one turn of the loop, four where the numbers of a row of A lie side by side, so that their distances stand in the instructions: 21 instructions for each k instead of 26. Where another thread takes half of the core, instructions are what is scarce, and a product is up to a fifth faster for it.
/// Where such a vector is two of 128 bits, sums that a method adds to by reference would be kept in memory: there is only the last loop, which has no such calls.
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
        Vector256<T> c00 = Vector256<T>.Zero, c01 = c00;
        Vector256<T> c10 = Vector256<T>.Zero, c11 = c10;
        Vector256<T> c20 = Vector256<T>.Zero, c21 = c20;
        Vector256<T> c30 = Vector256<T>.Zero, c31 = c30;
        Vector256<T> c40 = Vector256<T>.Zero, c41 = c40;
        Vector256<T> c50 = Vector256<T>.Zero, c51 = c50;
        nint stepB = ldb * sizeof(T), row1 = rowA * sizeof(T), row2 = 2 * row1, row3 = 3 * row1, row4 = 4 * row1, row5 = 5 * row1;
        for (; Vector256.IsHardwareAccelerated && stepA == 1 && k >= 4; k -= 4, a += 4)
        {
            next = Ask<T, TColumns>(next, stepNext);
            Step<T, TColumns>(a, 0, row1, row2, row3, row4, row5, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
            b = Behind(b, stepB);
            next = Ask<T, TColumns>(next, stepNext);
            Step<T, TColumns>(a, 1, row1, row2, row3, row4, row5, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
            b = Behind(b, stepB);
            next = Ask<T, TColumns>(next, stepNext);
            Step<T, TColumns>(a, 2, row1, row2, row3, row4, row5, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
            b = Behind(b, stepB);
            next = Ask<T, TColumns>(next, stepNext);
            Step<T, TColumns>(a, 3, row1, row2, row3, row4, row5, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
            b = Behind(b, stepB);
        }

        nint stride = stepA * sizeof(T);
        for (; Vector256.IsHardwareAccelerated && k >= 2; k -= 2)
        {
            next = Ask<T, TColumns>(next, stepNext);
            Step<T, TColumns>(a, 0, row1, row2, row3, row4, row5, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
            b = Behind(b, stepB);
            a = Behind(a, stride);
            next = Ask<T, TColumns>(next, stepNext);
            Step<T, TColumns>(a, 0, row1, row2, row3, row4, row5, b, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
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
            Vector256<T> a4 = Vector256.Create(*Behind(a, row4));
            c40 = Multiplication.Add(a4, b0, c40);
            c41 = Second<T, TColumns>(a4, b1, c41);
            Vector256<T> a5 = Vector256.Create(*Behind(a, row5));
            c50 = Multiplication.Add(a5, b0, c50);
            c51 = Second<T, TColumns>(a5, b1, c51);
            b = Behind(b, stepB);
            a = Behind(a, stride);
        }

        Store<T, TColumns>(c + 0 * ldc, c00, c01, accumulate, d + 0 * ldd, relu);
        Store<T, TColumns>(c + 1 * ldc, c10, c11, accumulate, d + 1 * ldd, relu);
        Store<T, TColumns>(c + 2 * ldc, c20, c21, accumulate, d + 2 * ldd, relu);
        Store<T, TColumns>(c + 3 * ldc, c30, c31, accumulate, d + 3 * ldd, relu);
        Store<T, TColumns>(c + 4 * ldc, c40, c41, accumulate, d + 4 * ldd, relu);
        Store<T, TColumns>(c + 5 * ldc, c50, c51, accumulate, d + 5 * ldd, relu);
    }

    /// <summary>One k of the tile: the number that stands <paramref name="at"/> numbers behind a, and those row1 to row5 bytes from it, times one or two vectors of B.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Step<T, TColumns>(
        T* a, int at, nint row1, nint row2, nint row3, nint row4, nint row5, T* b,
        ref Vector256<T> c00, ref Vector256<T> c01,
        ref Vector256<T> c10, ref Vector256<T> c11,
        ref Vector256<T> c20, ref Vector256<T> c21,
        ref Vector256<T> c30, ref Vector256<T> c31,
        ref Vector256<T> c40, ref Vector256<T> c41,
        ref Vector256<T> c50, ref Vector256<T> c51)
        where T : unmanaged
        where TColumns : struct
    {
        Vector256<T> b0 = Vector256.Load(b), b1 = Second<T, TColumns>(b + Vector256<T>.Count);
        Row<T, TColumns>(a + at, b0, b1, ref c00, ref c01);
        Row<T, TColumns>(Behind(a, row1) + at, b0, b1, ref c10, ref c11);
        Row<T, TColumns>(Behind(a, row2) + at, b0, b1, ref c20, ref c21);
        Row<T, TColumns>(Behind(a, row3) + at, b0, b1, ref c30, ref c31);
        Row<T, TColumns>(Behind(a, row4) + at, b0, b1, ref c40, ref c41);
        Row<T, TColumns>(Behind(a, row5) + at, b0, b1, ref c50, ref c51);
    }

    /// <summary>One number of A times one or two vectors of B, added to the sums of its row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row<T, TColumns>(T* a, Vector256<T> b0, Vector256<T> b1, ref Vector256<T> c0, ref Vector256<T> c1)
        where T : unmanaged
        where TColumns : struct
    {
        Vector256<T> number = Vector256.Create(*a);
        c0 = Multiplication.Add(number, b0, c0);
        c1 = Second<T, TColumns>(number, b1, c1);
    }

    /// <summary>The place so many bytes behind another. The compiler adds up bytes in the instruction that reads, and strides of numbers in one before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T* Behind<T>(T* place, nint bytes) where T : unmanaged => (T*)((byte*)place + bytes);

    /// <summary>Has a line of what will be needed next brought to the second-level cache. One such line or two for every k is what the memory delivers while the sums go on; asked for at once, they would stop them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T* Ask<T, TColumns>(T* next, nint step)
        where T : unmanaged
        where TColumns : struct
    {
        if (typeof(TColumns) != typeof(TwoVectorsAndNext)) return next;
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
