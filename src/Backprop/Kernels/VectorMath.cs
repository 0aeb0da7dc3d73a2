using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>
/// Elementary functions of a whole vector of numbers at once, for float and double. A lane's result depends on that lane's number
/// only, so an element has the same value wherever it lies in an array. Errors stay within 2 units in the last place for float and
/// 4 for double; signed zeros, infinities, NaN and subnormal numbers are treated as <see cref="Math"/> treats them.
/// <see cref="PlainMath"/> holds the same functions on one number, as a reference.
/// </summary>
/// <remarks>
/// Every step is an exactly rounded IEEE operation (fused multiply-add included) in a fixed order, so hardware with narrower
/// vectors, or none, gives the same bits. Only the functions that are documented as calling <see cref="Math"/> lane by lane
/// can differ between platforms, in the last place.
/// </remarks>
internal static partial class VectorMath
{
    /// <summary>The same number in every lane, given once in each precision because a constant split in parts differs between the two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Constant<T>(float single, double wide) where T : unmanaged
        => typeof(T) == typeof(float) ? Vector512.Create(single).As<float, T>() : Vector512.Create(wide).As<double, T>();

    /// <summary>The same number in every lane, for numbers that both precisions represent (or may round).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Constant<T>(double value) where T : unmanaged => Constant<T>((float)value, value);

    /// <summary>a·b + c with a single rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Fma<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c) where T : unmanaged
        => typeof(T) == typeof(float)
            ? Vector512.FusedMultiplyAdd(a.As<T, float>(), b.As<T, float>(), c.As<T, float>()).As<float, T>()
            : Vector512.FusedMultiplyAdd(a.As<T, double>(), b.As<T, double>(), c.As<T, double>()).As<double, T>();

    /// <summary>The first, which is not negative, with the sign of the second; both may be NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> WithSignOf<T>(Vector512<T> magnitude, Vector512<T> sign) where T : unmanaged
        => magnitude | (sign & Constant<T>(-0.0));

    /// <summary>2ⁿ for whole numbers n that lie within the exponents of normal numbers.</summary>
    /// <remarks>
    /// Adding 1.5·2²³ (or 1.5·2⁵²) and the exponent bias leaves n + bias in the lowest bits of the significand;
    /// the shift moves them to where the exponent stands and everything else out of the number.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> PowerOfTwo<T>(Vector512<T> n) where T : unmanaged
        => typeof(T) == typeof(float)
            ? Vector512.ShiftLeft((n.As<T, float>() + Vector512.Create(12582912f + 127f)).AsInt32(), 23).As<int, T>()
            : Vector512.ShiftLeft((n.As<T, double>() + Vector512.Create(6755399441055744.0 + 1023.0)).AsInt64(), 52).As<long, T>();
}
