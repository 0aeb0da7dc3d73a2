using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// The compiled loop of one elementwise function, or of a formula of several, for each number type: it takes the memory of a program's values, the numbers of the
/// values that it reads and then of those that it writes, and the count of elements.
/// Loops work in whole vectors: they read and write up to 63 bytes beyond the count, which is why
/// programs let them write only into blocks that have room.
/// </summary>
internal readonly unsafe struct ElementwiseCode
{
    private readonly delegate*<byte**, ref int, nint, void> _float32, _float64, _int32, _int64;

    private ElementwiseCode(
        Type function,
        int results,
        delegate*<byte**, ref int, nint, void> float32,
        delegate*<byte**, ref int, nint, void> float64,
        delegate*<byte**, ref int, nint, void> int32,
        delegate*<byte**, ref int, nint, void> int64)
    {
        (Function, Results) = (function, results);
        _float32 = float32;
        _float64 = float64;
        _int32 = int32;
        _int64 = int64;
    }

    /// <summary>What is computed: equal for equal functions.</summary>
    public Type Function { get; }

    /// <summary>The number of values that it writes.</summary>
    public int Results { get; }

    public delegate*<byte**, ref int, nint, void> For(DType type) => type switch
    {
        DType.Float32 => _float32,
        DType.Float64 => _float64,
        DType.Int32 => _int32,
        _ => _int64,
    };

    public static ElementwiseCode Unary<TFunction>() where TFunction : IUnaryFunction =>
        new(typeof(TFunction), 1, &UnaryLoop<float, TFunction>, &UnaryLoop<double, TFunction>, &UnaryLoop<int, TFunction>, &UnaryLoop<long, TFunction>);

    public static ElementwiseCode Binary<TFunction>() where TFunction : IBinaryFunction =>
        new(typeof(TFunction), 1, &BinaryLoop<float, TFunction>, &BinaryLoop<double, TFunction>, &BinaryLoop<int, TFunction>, &BinaryLoop<long, TFunction>);

    public static ElementwiseCode Ternary<TFunction>() where TFunction : ITernaryFunction =>
        new(typeof(TFunction), 1, &TernaryLoop<float, TFunction>, &TernaryLoop<double, TFunction>, &TernaryLoop<int, TFunction>, &TernaryLoop<long, TFunction>);

    /// <summary>The loop of a whole formula; for float32 and float64.</summary>
    public static ElementwiseCode Formula<TFormula>(int results) where TFormula : IElementwiseFormula =>
        new(typeof(TFormula), results, &FormulaLoop<float, TFormula>, &FormulaLoop<double, TFormula>, null, null);

    private static void UnaryLoop<T, TFunction>(byte** at, ref int value, nint count)
        where T : unmanaged, INumber<T>
        where TFunction : IUnaryFunction
    {
        T* x = (T*)at[value];
        T* d = (T*)at[Unsafe.Add(ref value, 1)];
        for (nint i = 0; i < count; i += Vector512<T>.Count) TFunction.Fast(Vector512.Load(x + i)).Store(d + i);
    }

    private static void BinaryLoop<T, TFunction>(byte** at, ref int value, nint count)
        where T : unmanaged, INumber<T>
        where TFunction : IBinaryFunction
    {
        T* x = (T*)at[value];
        T* y = (T*)at[Unsafe.Add(ref value, 1)];
        T* d = (T*)at[Unsafe.Add(ref value, 2)];
        for (nint i = 0; i < count; i += Vector512<T>.Count) TFunction.Fast(Vector512.Load(x + i), Vector512.Load(y + i)).Store(d + i);
    }

    private static void TernaryLoop<T, TFunction>(byte** at, ref int value, nint count)
        where T : unmanaged, INumber<T>
        where TFunction : ITernaryFunction
    {
        T* x = (T*)at[value];
        T* y = (T*)at[Unsafe.Add(ref value, 1)];
        T* z = (T*)at[Unsafe.Add(ref value, 2)];
        T* d = (T*)at[Unsafe.Add(ref value, 3)];
        for (nint i = 0; i < count; i += Vector512<T>.Count) TFunction.Fast(Vector512.Load(x + i), Vector512.Load(y + i), Vector512.Load(z + i)).Store(d + i);
    }

    private static void FormulaLoop<T, TFormula>(byte** at, ref int value, nint count)
        where T : unmanaged, INumber<T>
        where TFormula : IElementwiseFormula
    {
        byte** places = stackalloc byte*[ElementwiseFormula.MostValues];
        for (int i = 0; i < ElementwiseFormula.MostValues && i < TFormula.ValueCount; i++) places[i] = at[Unsafe.Add(ref value, i)];
        for (nint i = 0; i < count; i += Vector512<T>.Count)
        {
            var vectors = new FormulaVectors<T>(places, i * sizeof(T));
            TFormula.Compute<FormulaVectors<T>, Vector512<T>>(vectors);
        }
    }

    /// <summary>The values of a formula as vectors, at one place of a block.</summary>
    private readonly struct FormulaVectors<T>(byte** places, nint offset) : IFormulaValues<Vector512<T>>
        where T : unmanaged, INumber<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Read(int value) => Vector512.Load((T*)(places[value] + offset));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(int value, Vector512<T> result) => result.Store((T*)(places[value] + offset));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Of<TFunction>(Vector512<T> a) where TFunction : IUnaryFunction => TFunction.Fast(a);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Of<TFunction>(Vector512<T> a, Vector512<T> b) where TFunction : IBinaryFunction => TFunction.Fast(a, b);
    }
}
