using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>ln x and ln(1 + x).</summary>
internal static partial class VectorMath
{
    /// <summary>The natural logarithm; −∞ at 0, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> LogInline<T>(Vector512<T> x) where T : unmanaged
    {
        // A subnormal number is scaled up to a normal one first.
        Vector512<T> subnormal = Vector512.LessThan(x, Constant<T>(1.17549435e-38f, 2.2250738585072014e-308));
        Vector512<T> normal = Vector512.ConditionalSelect(subnormal, x * Constant<T>(33554432f, 18014398509481984.0), x);
        Vector512<T> shift = Vector512.ConditionalSelect(subnormal, Constant<T>(-25f, -54.0), Vector512<T>.Zero);
        Vector512<T> f = SignificandMinusOne(normal, out Vector512<T> k);
        Vector512<T> result = LogOfOnePlus(f, k + shift);

        // Lanes that are not positive and finite: 0, negative numbers, infinity, NaN.
        Vector512<T> infinity = Constant<T>(double.PositiveInfinity);
        result = Vector512.ConditionalSelect(Vector512.LessThan(x, infinity), result, x);
        result = Vector512.ConditionalSelect(Vector512.LessThan(x, Vector512<T>.Zero), Constant<T>(double.NaN), result);
        return Vector512.ConditionalSelect(Vector512.Equals(x, Vector512<T>.Zero), -infinity, result);
    }

    /// <summary>ln(1 + x), accurate near 0 too; −∞ at −1, NaN below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Log1pInline<T>(Vector512<T> x) where T : unmanaged
    {
        // u + lost = 1 + x exactly (Knuth's two-sum), then both are divided by the 2ᵏ in u. From 2⁶⁰ on nothing is lost.
        Vector512<T> one = Constant<T>(1);
        Vector512<T> u = one + x;
        Vector512<T> rounded = u - one;
        Vector512<T> lost = (one - (u - rounded)) + (x - rounded);
        Vector512<T> f = SignificandMinusOne(u, out Vector512<T> k);
        Vector512<T> scale = PowerOfTwo(-Vector512.ConditionalSelect(Vector512.LessThan(k, Constant<T>(60)), k, Constant<T>(60)));
        Vector512<T> result = LogOfOnePlus(Fma(lost, scale, f), k);
        return EndsOfLog1p(x, result);
    }

    /// <summary>ln(1 + x) where it is not the sum of a series: at −1, below, at infinity, and near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> EndsOfLog1pInline<T>(Vector512<T> x, Vector512<T> result) where T : unmanaged
    {
        Vector512<T> infinity = Constant<T>(double.PositiveInfinity), minusOne = Constant<T>(-1);
        result = Vector512.ConditionalSelect(Vector512.LessThan(x, infinity), result, x);
        result = Vector512.ConditionalSelect(Vector512.LessThan(x, minusOne), Constant<T>(double.NaN), result);
        result = Vector512.ConditionalSelect(Vector512.Equals(x, minusOne), -infinity, result);

        // Below the precision ln(1 + x) = x, which keeps −0.
        return Vector512.ConditionalSelect(Vector512.LessThan(Vector512.Abs(x), Constant<T>(1e-9f, 1e-17)), x, result);
    }

    /// <summary>Writes a positive normal number as 2ᵏ·(1 + f) with √½ ≤ 1 + f &lt; √2, and returns f, which is exact.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> SignificandMinusOne<T>(Vector512<T> x, out Vector512<T> k) where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            Vector512<int> rootOfHalf = Vector512.Create(0x3f3504f3);
            Vector512<int> bits = x.As<T, int>() - rootOfHalf;
            k = Vector512.ConvertToSingle(Vector512.ShiftRightArithmetic(bits, 23)).As<float, T>();
            return ((bits & Vector512.Create(0x7fffff)) + rootOfHalf).As<int, T>() - Constant<T>(1);
        }
        else
        {
            Vector512<long> rootOfHalf = Vector512.Create(0x3fe6a09e667f3bcd);
            Vector512<long> bits = x.As<T, long>() - rootOfHalf;
            k = Vector512.ConvertToDouble(Vector512.ShiftRightArithmetic(bits, 52)).As<double, T>();
            return ((bits & Vector512.Create(0xfffffffffffffL)) + rootOfHalf).As<long, T>() - Constant<T>(1);
        }
    }

    /// <summary>ln(1 + f) + k·ln 2 for √½ ≤ 1 + f ≤ √2.</summary>
    /// <remarks>
    /// With s = f / (2 + f): ln(1 + f) = 2s + ⅔s³ + ⅖s⁵ + … = f − (f²/2 − s·(f²/2 + R(s²))). Scheme and coefficients are those of
    /// Sun's fdlibm, e_log.c (double), and of FreeBSD's e_logf.c (float).
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> LogOfOnePlusInline<T>(Vector512<T> f, Vector512<T> k) where T : unmanaged
    {
        Vector512<T> s = f / (Constant<T>(2) + f);
        Vector512<T> z = s * s;
        Vector512<T> r = typeof(T) == typeof(float)
            ? z * Polynomial(z, 0.66666662693, 0.40000972152, 0.28498786688, 0.24279078841)
            : z * Polynomial(z, 6.666666666666735130e-01, 3.999999999940941908e-01, 2.857142874366239149e-01, 2.222219843214978396e-01,
                1.818357216161805012e-01, 1.531383769920937332e-01, 1.479819860511658591e-01);
        Vector512<T> halfSquare = Constant<T>(0.5) * f * f;
        Vector512<T> small = Fma(s, halfSquare + r, k * Constant<T>(9.0580006145e-06f, 1.90821492927058770002e-10));
        return Fma(k, Constant<T>(6.9313812256e-01f, 6.93147180369123816490e-01), f - (halfSquare - small));
    }
}
