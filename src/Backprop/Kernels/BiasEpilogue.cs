using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>What follows a product while its rows are still in the cache: a bias is added to each, and negative numbers may become 0. The operations Add and Relu, to the bit.</summary>
/// <param name="bias">A number for each column.</param>
/// <param name="relu">Whether negative numbers become 0.</param>
internal sealed unsafe class BiasEpilogue(Tensor bias, bool relu)
{
    public void Run<T>(T* rows, int count) where T : unmanaged, INumber<T>
    {
        if (relu) Run<T, PositivePart>(rows, (T*)bias.Pointer, count, bias.Size);
        else Run<T, Unchanged>(rows, (T*)bias.Pointer, count, bias.Size);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Run<T, TActivation>(T* row, T* bias, int count, int columns)
        where T : unmanaged, INumber<T>
        where TActivation : IActivation
    {
        for (; count > 0; count--, row += columns)
        {
            int i = 0;
            for (; i + Vector512<T>.Count <= columns; i += Vector512<T>.Count) TActivation.Of(Vector512.Load(row + i) + Vector512.Load(bias + i)).Store(row + i);
            for (; i < columns; i++) row[i] = TActivation.Of(row[i] + bias[i]);
        }
    }

    private interface IActivation
    {
        static abstract Vector512<T> Of<T>(Vector512<T> x) where T : unmanaged, INumber<T>;

        static abstract T Of<T>(T x) where T : unmanaged, INumber<T>;
    }

    private readonly struct Unchanged : IActivation
    {
        public static Vector512<T> Of<T>(Vector512<T> x) where T : unmanaged, INumber<T> => x;

        public static T Of<T>(T x) where T : unmanaged, INumber<T> => x;
    }

    private readonly struct PositivePart : IActivation
    {
        public static Vector512<T> Of<T>(Vector512<T> x) where T : unmanaged, INumber<T> => Vector512.Max(x, Vector512<T>.Zero);

        public static T Of<T>(T x) where T : unmanaged, INumber<T> => T.Max(x, T.Zero);
    }
}
