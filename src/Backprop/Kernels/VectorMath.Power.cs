using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>Powers with any exponent.</summary>
internal static partial class VectorMath
{
    /// <summary>
    /// x to the power y, with the special cases of <see cref="Math.Pow"/>: a negative base needs a whole exponent (NaN otherwise),
    /// x⁰ = 1 and 1ʸ = 1 whatever x and y are.
    /// </summary>
    /// <remarks>
    /// Single precision is computed in double, whose rounding is far below the last place of float. Double calls
    /// <see cref="Math.Pow"/> lane by lane, because it would need a logarithm of more than double precision; squares, the
    /// most frequent case, are a product.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<T> Pow<T>(Vector512<T> x, Vector512<T> y) where T : unmanaged
    {
        if (typeof(T) == typeof(double))
        {
            Vector512<T> square = Vector512.Equals(y, Constant<T>(2));
            return Vector512.EqualsAll(square.AsByte(), Vector512<byte>.AllBitsSet) ? x * x : PowLaneByLane(x, y, x * x, square);
        }

        (Vector512<float> baseSingle, Vector512<float> exponent) = (x.As<T, float>(), y.As<T, float>());
        Vector512<double> lower = PowOfPositive(Vector512.WidenLower(Vector512.Abs(baseSingle)), Vector512.WidenLower(exponent));
        Vector512<double> upper = PowOfPositive(Vector512.WidenUpper(Vector512.Abs(baseSingle)), Vector512.WidenUpper(exponent));
        Vector512<T> result = Vector512.Narrow(lower, upper).As<float, T>();

        // A negative base: the sign of (−1)ʸ, or NaN when y is not whole.
        Vector512<T> negative = Vector512.LessThan(x, Vector512<T>.Zero);
        Vector512<T> whole = Vector512.Equals(Floor(y), y);
        Vector512<T> halfOfY = y * Constant<T>(0.5);
        Vector512<T> signed = Vector512.ConditionalSelect(Vector512.Equals(Floor(halfOfY), halfOfY), result, -result);
        signed = Vector512.ConditionalSelect(whole, signed, Constant<T>(double.NaN));
        result = Vector512.ConditionalSelect(negative, signed, result);

        Vector512<T> infinity = Constant<T>(double.PositiveInfinity);
        Vector512<T> ordinary = Vector512.LessThan(Vector512.Abs(x), infinity) & Vector512.LessThan(Vector512.Abs(y), infinity)
            & Vector512.GreaterThan(Vector512.Abs(x), Vector512<T>.Zero);
        return Vector512.EqualsAll(ordinary.AsByte(), Vector512<byte>.AllBitsSet) ? result : PowLaneByLane(x, y, result, ordinary);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> PowOfPositive(Vector512<double> x, Vector512<double> y) => Exp(y * Log(x));

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private static unsafe Vector512<T> PowLaneByLane<T>(Vector512<T> x, Vector512<T> y, Vector512<T> result, Vector512<T> keep) where T : unmanaged
    {
        T* bases = stackalloc T[Vector512<T>.Count];
        T* exponents = stackalloc T[Vector512<T>.Count];
        x.Store(bases);
        y.Store(exponents);
        for (int lane = 0; lane < Vector512<T>.Count; lane++) bases[lane] = PlainMath.Pow(bases[lane], exponents[lane]);
        return Vector512.ConditionalSelect(keep, result, Vector512.Load(bases));
    }
}
