using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// The compiled loop of one elementwise function for each number type: (a, b, c, destination, count).
/// Loops work in whole vectors: they read and write up to 63 bytes beyond the count, which is why
/// programs let them write only into blocks that have room.
/// </summary>
internal readonly unsafe struct ElementwiseCode
{
    private readonly delegate*<void*, void*, void*, void*, nint, void> _float32, _float64, _int32, _int64;

    private ElementwiseCode(
        delegate*<void*, void*, void*, void*, nint, void> float32,
        delegate*<void*, void*, void*, void*, nint, void> float64,
        delegate*<void*, void*, void*, void*, nint, void> int32,
        delegate*<void*, void*, void*, void*, nint, void> int64)
    {
        _float32 = float32;
        _float64 = float64;
        _int32 = int32;
        _int64 = int64;
    }

    public delegate*<void*, void*, void*, void*, nint, void> For(DType type) => type switch
    {
        DType.Float32 => _float32,
        DType.Float64 => _float64,
        DType.Int32 => _int32,
        _ => _int64,
    };

    public static ElementwiseCode Unary<TFunction>() where TFunction : IUnaryFunction =>
        new(&UnaryLoop<float, TFunction>, &UnaryLoop<double, TFunction>, &UnaryLoop<int, TFunction>, &UnaryLoop<long, TFunction>);

    public static ElementwiseCode Binary<TFunction>() where TFunction : IBinaryFunction =>
        new(&BinaryLoop<float, TFunction>, &BinaryLoop<double, TFunction>, &BinaryLoop<int, TFunction>, &BinaryLoop<long, TFunction>);

    public static ElementwiseCode Ternary<TFunction>() where TFunction : ITernaryFunction =>
        new(&TernaryLoop<float, TFunction>, &TernaryLoop<double, TFunction>, &TernaryLoop<int, TFunction>, &TernaryLoop<long, TFunction>);

    private static void UnaryLoop<T, TFunction>(void* a, void* b, void* c, void* destination, nint count)
        where T : unmanaged, INumber<T>
        where TFunction : IUnaryFunction
    {
        T* x = (T*)a;
        T* d = (T*)destination;
        for (nint i = 0; i < count; i += Vector512<T>.Count) TFunction.Fast(Vector512.Load(x + i)).Store(d + i);
    }

    private static void BinaryLoop<T, TFunction>(void* a, void* b, void* c, void* destination, nint count)
        where T : unmanaged, INumber<T>
        where TFunction : IBinaryFunction
    {
        T* x = (T*)a;
        T* y = (T*)b;
        T* d = (T*)destination;
        for (nint i = 0; i < count; i += Vector512<T>.Count) TFunction.Fast(Vector512.Load(x + i), Vector512.Load(y + i)).Store(d + i);
    }

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
}
