using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// The compiled loop of one elementwise function for each number type: (a, b, c, destination, count). Or that of a formula of several functions, which takes the memory of all
/// values of a program, for each all ones or, where every element reads the same vector, zero; and the numbers of those values that it reads and then of those that it writes.
/// Loops work in whole vectors: they read and write up to 63 bytes beyond the count, which is why
/// programs let them write only into blocks that have room.
/// </summary>
internal readonly unsafe struct ElementwiseCode
{
    private readonly delegate*<void*, void*, void*, void*, nint, void> _float32, _float64, _int32, _int64;
    private readonly delegate*<byte**, nint*, ref int, nint, void> _formula32, _formula64;

    private ElementwiseCode(Type function, int results, delegate*<byte**, nint*, ref int, nint, void> float32, delegate*<byte**, nint*, ref int, nint, void> float64)
    {
        (Function, Results) = (function, results);
        _formula32 = float32;
        _formula64 = float64;
    }

    private ElementwiseCode(
        Type function,
        delegate*<void*, void*, void*, void*, nint, void> float32,
        delegate*<void*, void*, void*, void*, nint, void> float64,
        delegate*<void*, void*, void*, void*, nint, void> int32,
        delegate*<void*, void*, void*, void*, nint, void> int64)
    {
        (Function, Results) = (function, 1);
        _float32 = float32;
        _float64 = float64;
        _int32 = int32;
        _int64 = int64;
    }

    /// <summary>What is computed: equal for equal functions.</summary>
    public Type Function { get; }

    /// <summary>The number of values that it writes.</summary>
    public int Results { get; }

    public delegate*<void*, void*, void*, void*, nint, void> For(DType type) => type switch
    {
        DType.Float32 => _float32,
        DType.Float64 => _float64,
        DType.Int32 => _int32,
        _ => _int64,
    };

    /// <summary>The loop of a formula, or null where this is a single function.</summary>
    public delegate*<byte**, nint*, ref int, nint, void> FormulaFor(DType type) => type == DType.Float32 ? _formula32 : _formula64;

    public static ElementwiseCode Unary<TFunction>() where TFunction : IUnaryFunction =>
        new(typeof(TFunction), &UnaryLoop<float, TFunction>, &UnaryLoop<double, TFunction>, &UnaryLoop<int, TFunction>, &UnaryLoop<long, TFunction>);

    public static ElementwiseCode Binary<TFunction>() where TFunction : IBinaryFunction =>
        new(typeof(TFunction), &BinaryLoop<float, TFunction>, &BinaryLoop<double, TFunction>, &BinaryLoop<int, TFunction>, &BinaryLoop<long, TFunction>);

    public static ElementwiseCode Ternary<TFunction>() where TFunction : ITernaryFunction =>
        new(typeof(TFunction), &TernaryLoop<float, TFunction>, &TernaryLoop<double, TFunction>, &TernaryLoop<int, TFunction>, &TernaryLoop<long, TFunction>);

    /// <summary>The loop of a whole formula; for float32 and float64.</summary>
    public static ElementwiseCode Formula<TFormula>(int results) where TFormula : IElementwiseFormula =>
        new(typeof(TFormula), results, &FormulaLoop<float, TFormula>, &FormulaLoop<double, TFormula>);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void UnaryLoop<T, TFunction>(void* a, void* b, void* c, void* destination, nint count)
        where T : unmanaged, INumber<T>
        where TFunction : IUnaryFunction
    {
        T* x = (T*)a;
        T* d = (T*)destination;
        for (nint i = 0; i < count; i += Vector512<T>.Count) TFunction.Fast(Vector512.Load(x + i)).Store(d + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void BinaryLoop<T, TFunction>(void* a, void* b, void* c, void* destination, nint count)
        where T : unmanaged, INumber<T>
        where TFunction : IBinaryFunction
    {
        T* x = (T*)a;
        T* y = (T*)b;
        T* d = (T*)destination;
        for (nint i = 0; i < count; i += Vector512<T>.Count) TFunction.Fast(Vector512.Load(x + i), Vector512.Load(y + i)).Store(d + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TernaryLoop<T, TFunction>(void* a, void* b, void* c, void* destination, nint count)
        where T : unmanaged, INumber<T>
        where TFunction : ITernaryFunction
    {
        T* x = (T*)a;
        T* y = (T*)b;
        T* z = (T*)c;
        T* d = (T*)destination;
        for (nint i = 0; i < count; i += Vector512<T>.Count) TFunction.Fast(Vector512.Load(x + i), Vector512.Load(y + i), Vector512.Load(z + i)).Store(d + i);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FormulaLoop<T, TFormula>(byte** at, nint* moves, ref int value, nint count)
        where T : unmanaged, INumber<T>
        where TFormula : IElementwiseFormula
    {
        byte** places = stackalloc byte*[ElementwiseFormula.MostValues];
        nint* masks = stackalloc nint[ElementwiseFormula.MostValues];
        for (int v = 0; v < ElementwiseFormula.MostValues && v < TFormula.ValueCount; v++)
        {
            places[v] = at[Unsafe.Add(ref value, v)];
            masks[v] = moves[Unsafe.Add(ref value, v)];
        }

        nint i = 0, lanes = Vector512<T>.Count;
        if (Vector512.IsHardwareAccelerated) for (; i + 2 * lanes <= count; i += 2 * lanes) TFormula.Compute<FormulaPairs<T>, Pair<T>>(new FormulaPairs<T>(places, masks, i * sizeof(T)));
        for (; i < count; i += lanes) TFormula.Compute<FormulaVectors<T>, Vector512<T>>(new FormulaVectors<T>(places, masks, i * sizeof(T)));
    }

    /// <summary>The values of a formula as vectors, at one place of a block.</summary>
    private readonly struct FormulaVectors<T>(byte** places, nint* masks, nint offset) : IFormulaValues<Vector512<T>>
        where T : unmanaged, INumber<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Read(int value) => Vector512.Load((T*)(places[value] + (offset & masks[value])));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(int value, Vector512<T> result) => result.Store((T*)(places[value] + offset));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Of<TFunction>(Vector512<T> a) where TFunction : IUnaryFunction => TFunction.Fast(a);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<T> Of<TFunction>(Vector512<T> a, Vector512<T> b) where TFunction : IBinaryFunction => TFunction.Fast(a, b);
    }

    /// <summary>The same for two vectors at once: finding where values lie takes as many instructions as computing with them.</summary>
    private readonly struct FormulaPairs<T>(byte** places, nint* masks, nint offset) : IFormulaValues<Pair<T>>
        where T : unmanaged, INumber<T>
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Pair<T> Read(int value)
        {
            byte* at = places[value];
            nint mask = masks[value];
            return new(Vector512.Load((T*)(at + (offset & mask))), Vector512.Load((T*)(at + ((offset + Vector512<byte>.Count) & mask))));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Write(int value, Pair<T> result)
        {
            byte* at = places[value] + offset;
            result.First.Store((T*)at);
            result.Second.Store((T*)(at + Vector512<byte>.Count));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Pair<T> Of<TFunction>(Pair<T> a) where TFunction : IUnaryFunction => new(TFunction.Fast(a.First), TFunction.Fast(a.Second));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Pair<T> Of<TFunction>(Pair<T> a, Pair<T> b) where TFunction : IBinaryFunction => new(TFunction.Fast(a.First, b.First), TFunction.Fast(a.Second, b.Second));
    }

    private readonly struct Pair<T>(Vector512<T> first, Vector512<T> second)
    {
        public readonly Vector512<T> First = first, Second = second;
    }
}
