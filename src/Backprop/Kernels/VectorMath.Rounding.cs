using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>Functions whose results are whole numbers; all are exact.</summary>
internal static partial class VectorMath
{
    /// <summary>The largest whole number that is not above x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Floor<T>(Vector512<T> x) where T : unmanaged
        => typeof(T) == typeof(float)
            ? Vector512.Floor(x.As<T, float>()).As<float, T>()
            : Vector512.Floor(x.As<T, double>()).As<double, T>();

    /// <summary>The nearest whole number, of two equally near ones the even one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Round<T>(Vector512<T> x) where T : unmanaged
        => typeof(T) == typeof(float)
            ? Vector512.Round(x.As<T, float>()).As<float, T>()
            : Vector512.Round(x.As<T, double>()).As<double, T>();

    /// <summary>1 above 0, −1 below, 0 at 0 (with its sign), NaN at NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Sign<T>(Vector512<T> x) where T : unmanaged
    {
        Vector512<T> one = Constant<T>(1), zero = Vector512<T>.Zero;
        Vector512<T> result = Vector512.ConditionalSelect(Vector512.GreaterThan(x, zero), one, x);
        return Vector512.ConditionalSelect(Vector512.LessThan(x, zero), -one, result);
    }
}
