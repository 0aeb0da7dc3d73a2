using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Kernels;

/// <summary>
/// A matrix product with at most one vector of results. Where the results of one inner index are one vector of A's or B's memory times one number, or a row of B under a column of A, they are added
/// up in registers; everything else goes the way of <see cref="MatrixProduct"/>. Each result is a sum over the inner index from the first to the last, one rounding for
/// each, as there.
/// </summary>
internal unsafe struct SmallProduct
{
    public int M, N, K;
    private readonly int _lda, _ldb;
    private readonly bool _transposeA, _transposeB;
    private fixed sbyte _row[16];
    private fixed sbyte _column[16];

    public SmallProduct(int m, int n, int k, int lda, bool transposeA, int ldb, bool transposeB)
    {
        (M, N, K, _lda, _transposeA, _ldb, _transposeB) = (m, n, k, lda, transposeA, ldb, transposeB);
        for (int i = 0; i < 16; i++) (_row[i], _column[i]) = ((sbyte)(i / n % 16), (sbyte)(i % n));
    }

    // Elements from one row or column of op(A) and op(B) to the next.
    private readonly int RowA => _transposeA ? 1 : _lda;

    private readonly int ColumnA => _transposeA ? _lda : 1;

    private readonly int RowB => _transposeB ? 1 : _ldb;

    private readonly int ColumnB => _transposeB ? _ldb : 1;

    private readonly bool IsRow => M == 1 && (N == 1 || ColumnB == 1);

    private readonly bool IsColumn => N == 1 && RowA == 1;

    /// <summary>Only what is one slice for either type: the definition of longer ones adds up slice by slice.</summary>
    private readonly bool IsOuter => Avx2.IsSupported && RowA == 1 && ColumnB == 1 && K <= TiledProduct<double>.SliceOf(K);

    /// <summary>Whether a whole vector is written, of which the results are the beginning.</summary>
    public readonly bool IsWhole => IsRow || IsColumn || IsOuter;

    /// <summary>The instruction: (a, b, this geometry, destination, inner length).</summary>
    public readonly delegate*<void*, void*, void*, void*, nint, void> Code<T>()
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => IsRow ? &Row<T> : IsColumn ? &Column<T> : !IsOuter ? &Other<T> : Avx512F.IsSupported ? &Outer<T> : &OuterByHalves<T>;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Row<T>(void* a, void* b, void* geometry, void* destination, nint k)
        where T : unmanaged
    {
        nint stepA = ((SmallProduct*)geometry)->ColumnA, stepB = ((SmallProduct*)geometry)->RowB;
        T* x = (T*)a, y = (T*)b;
        Vector512<T> sum = Vector512<T>.Zero;
        for (; k > 0; k--, x += stepA, y += stepB) sum = Multiplication.Add(Vector512.Create(*x), Vector512.Load(y), sum);
        sum.Store((T*)destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Column<T>(void* a, void* b, void* geometry, void* destination, nint k)
        where T : unmanaged
    {
        nint stepA = ((SmallProduct*)geometry)->ColumnA, stepB = ((SmallProduct*)geometry)->RowB;
        T* x = (T*)a, y = (T*)b;
        Vector512<T> sum = Vector512<T>.Zero;
        for (; k > 0; k--, x += stepA, y += stepB) sum = Multiplication.Add(Vector512.Load(x), Vector512.Create(*y), sum);
        sum.Store((T*)destination);
    }

    /// <summary>The numbers of a column of A, each as often as B has columns, times those of a row of B, all of them as often as A has rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Outer<T>(void* a, void* b, void* geometry, void* destination, nint k)
        where T : unmanaged
    {
        var shape = (SmallProduct*)geometry;
        nint stepA = shape->ColumnA, stepB = shape->RowB;
        Vector512<int> row = Avx512F.ConvertToVector512Int32(Vector128.Load(shape->_row)), column = Avx512F.ConvertToVector512Int32(Vector128.Load(shape->_column));
        T* x = (T*)a, y = (T*)b;
        Vector512<T> sum = Vector512<T>.Zero;
        for (; k > 0; k--, x += stepA, y += stepB) sum = Multiplication.Add(Spread(Vector512.Load(x), row), Spread(Vector512.Load(y), column), sum);
        sum.Store((T*)destination);
    }

    /// <summary>The same where vectors have 256 bits. Neither op(A) has more rows nor op(B) more columns than such a vector has numbers: longer ones are a row or a column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void OuterByHalves<T>(void* a, void* b, void* geometry, void* destination, nint k)
        where T : unmanaged
    {
        var shape = (SmallProduct*)geometry;
        nint stepA = shape->ColumnA, stepB = shape->RowB;
        Vector256<int> firstRow = Places<T>(shape->_row, 0), secondRow = Places<T>(shape->_row, 1), firstColumn = Places<T>(shape->_column, 0), secondColumn = Places<T>(shape->_column, 1);
        T* x = (T*)a, y = (T*)b;
        Vector256<T> first = Vector256<T>.Zero, second = first;
        for (; k > 0; k--, x += stepA, y += stepB)
        {
            Vector256<T> numbersOfA = Vector256.Load(x), numbersOfB = Vector256.Load(y);
            first = Multiplication.Add(Spread(numbersOfA, firstRow), Spread(numbersOfB, firstColumn), first);
            second = Multiplication.Add(Spread(numbersOfA, secondRow), Spread(numbersOfB, secondColumn), second);
        }

        first.Store((T*)destination);
        second.Store((T*)destination + Vector256<T>.Count);
    }

    private static Vector512<T> Spread<T>(Vector512<T> numbers, Vector512<int> places) => typeof(T) == typeof(float)
        ? Avx512F.PermuteVar16x32(numbers.AsSingle(), places).As<float, T>()
        : Avx512F.PermuteVar8x64(numbers.AsDouble(), Avx512F.ConvertToVector512Int64(places.GetLower())).As<double, T>();

    private static Vector256<T> Spread<T>(Vector256<T> numbers, Vector256<int> places) => Avx2.PermuteVar8x32(numbers.AsInt32(), places).As<int, T>();

    /// <summary>The places of the numbers for one half of the results, in units of four bytes: of a double, both of its halves.</summary>
    private static Vector256<int> Places<T>(sbyte* places, int half)
    {
        Vector128<sbyte> some = Vector128.CreateScalarUnsafe(*(long*)(places + half * Vector256<T>.Count)).AsSByte();
        if (typeof(T) == typeof(float)) return Avx2.ConvertToVector256Int32(some);
        Vector256<long> doubled = Avx2.ConvertToVector256Int64(some) << 1;
        return (doubled | ((doubled + Vector256<long>.One) << 32)).AsInt32();
    }

    private static void Other<T>(void* a, void* b, void* geometry, void* destination, nint k)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shape = (SmallProduct*)geometry;
        MatrixProduct.Run(shape->M, shape->N, shape->K, (T*)a, shape->_lda, shape->_transposeA, (T*)b, shape->_ldb, shape->_transposeB, (T*)destination, shape->N, accumulate: false);
    }
}
