using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>Functions that are rarely used, or rarely hard, go to <see cref="Math"/> one number at a time.</summary>
internal static partial class VectorMath
{
    /// <summary>A function of one number, as a type, so that the loop below is compiled for each of them without an indirect call.</summary>
    private interface IFunction
    {
        static abstract T Of<T>(T x) where T : unmanaged;
    }

    /// <summary>The angle with this sine. Calls <see cref="Math.Asin"/> lane by lane.</summary>
    public static Vector512<T> Asin<T>(Vector512<T> x) where T : unmanaged => LaneByLane<AsinFunction, T>(x);

    /// <summary>The angle with this cosine. Calls <see cref="Math.Acos"/> lane by lane.</summary>
    public static Vector512<T> Acos<T>(Vector512<T> x) where T : unmanaged => LaneByLane<AcosFunction, T>(x);

    /// <summary>The angle with this tangent. Calls <see cref="Math.Atan"/> lane by lane.</summary>
    public static Vector512<T> Atan<T>(Vector512<T> x) where T : unmanaged => LaneByLane<AtanFunction, T>(x);

    /// <summary>The hyperbolic sine. Calls <see cref="Math.Sinh"/> lane by lane.</summary>
    public static Vector512<T> Sinh<T>(Vector512<T> x) where T : unmanaged => LaneByLane<SinhFunction, T>(x);

    /// <summary>The hyperbolic cosine. Calls <see cref="Math.Cosh"/> lane by lane.</summary>
    public static Vector512<T> Cosh<T>(Vector512<T> x) where T : unmanaged => LaneByLane<CoshFunction, T>(x);

    /// <summary>The number with this hyperbolic sine. Calls <see cref="Math.Asinh"/> lane by lane.</summary>
    public static Vector512<T> Asinh<T>(Vector512<T> x) where T : unmanaged => LaneByLane<AsinhFunction, T>(x);

    /// <summary>The number with this hyperbolic cosine. Calls <see cref="Math.Acosh"/> lane by lane.</summary>
    public static Vector512<T> Acosh<T>(Vector512<T> x) where T : unmanaged => LaneByLane<AcoshFunction, T>(x);

    /// <summary>The number with this hyperbolic tangent. Calls <see cref="Math.Atanh"/> lane by lane.</summary>
    public static Vector512<T> Atanh<T>(Vector512<T> x) where T : unmanaged => LaneByLane<AtanhFunction, T>(x);

    private static Vector512<T> LaneByLane<TFunction, T>(Vector512<T> x) where TFunction : struct, IFunction where T : unmanaged
        => LaneByLane<TFunction, T>(x, x, Vector512<T>.Zero);

    /// <summary>Keeps the lanes of <paramref name="result"/> whose bits in <paramref name="keep"/> are set and computes the others one by one.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static unsafe Vector512<T> LaneByLane<TFunction, T>(Vector512<T> x, Vector512<T> result, Vector512<T> keep)
        where TFunction : struct, IFunction where T : unmanaged
    {
        T* numbers = stackalloc T[Vector512<T>.Count];
        x.Store(numbers);
        for (int lane = 0; lane < Vector512<T>.Count; lane++) numbers[lane] = TFunction.Of(numbers[lane]);
        return Vector512.ConditionalSelect(keep, result, Vector512.Load(numbers));
    }

    private readonly struct SinFunction : IFunction
    {
        public static T Of<T>(T x) where T : unmanaged => PlainMath.Sin(x);
    }

    private readonly struct CosFunction : IFunction
    {
        public static T Of<T>(T x) where T : unmanaged => PlainMath.Cos(x);
    }

    private readonly struct TanFunction : IFunction
    {
        public static T Of<T>(T x) where T : unmanaged => PlainMath.Tan(x);
    }

    private readonly struct AsinFunction : IFunction
    {
        public static T Of<T>(T x) where T : unmanaged => PlainMath.Asin(x);
    }

    private readonly struct AcosFunction : IFunction
    {
        public static T Of<T>(T x) where T : unmanaged => PlainMath.Acos(x);
    }

    private readonly struct AtanFunction : IFunction
    {
        public static T Of<T>(T x) where T : unmanaged => PlainMath.Atan(x);
    }

    private readonly struct SinhFunction : IFunction
    {
        public static T Of<T>(T x) where T : unmanaged => PlainMath.Sinh(x);
    }

    private readonly struct CoshFunction : IFunction
    {
        public static T Of<T>(T x) where T : unmanaged => PlainMath.Cosh(x);
    }

    private readonly struct AsinhFunction : IFunction
    {
        public static T Of<T>(T x) where T : unmanaged => PlainMath.Asinh(x);
    }

    private readonly struct AcoshFunction : IFunction
    {
        public static T Of<T>(T x) where T : unmanaged => PlainMath.Acosh(x);
    }

    private readonly struct AtanhFunction : IFunction
    {
        public static T Of<T>(T x) where T : unmanaged => PlainMath.Atanh(x);
    }
}
