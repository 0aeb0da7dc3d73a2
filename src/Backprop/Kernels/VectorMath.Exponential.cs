using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Kernels;

/// <summary>eˣ and what is made of it.</summary>
internal static partial class VectorMath
{
    /// <summary>eˣ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ExpInline<T>(Vector512<T> x) where T : unmanaged
    {
        // Beyond these bounds the result is 0 or infinity anyway; inside them n stays small. The second of the two is what the instructions give where one is NaN.
        x = Vector512.MaxNative(Constant<T>(-110f, -750.0), Vector512.MinNative(Constant<T>(100f, 720.0), x));
        Vector512<T> n = Exponent(x);
        return Scale(Constant<T>(1) + ExpRemainder(x, n), n);
    }

    /// <summary>eˣ − 1, accurate near 0 too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Expm1Inline<T>(Vector512<T> x) where T : unmanaged
    {
        Vector512<T> bounded = Vector512.MaxNative(Constant<T>(-20f, -40.0), Vector512.MinNative(Constant<T>(89f, 710.0), x));
        Vector512<T> n = Exponent(bounded), remainder = ExpRemainder(bounded, n);

        // 2ⁿ(1 + p) − 1 = 2(h·p + (h − ½)) with h = 2ⁿ⁻¹, which exists for the largest n, where 2ⁿ would not.
        Vector512<T> half = PowerOfTwo(n - Constant<T>(1));
        Vector512<T> result = Fma(half, remainder, half - Constant<T>(0.5));
        result += result;

        // Below the precision eˣ − 1 = x; this also keeps −0 and the last bit of subnormal numbers, which halving would lose.
        Vector512<T> tiny = Constant<T>(1e-9f, 1e-17);
        return Vector512.ConditionalSelect(Vector512.LessThan(Vector512.Abs(x), tiny), x, result);
    }

    /// <summary>1 / (1 + e⁻ˣ). The exponential is of −|x|, so nothing overflows and small results keep their digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> SigmoidInline<T>(Vector512<T> x) where T : unmanaged
    {
        Vector512<T> one = Constant<T>(1);
        Vector512<T> e = ExpInline(-Vector512.Abs(x));
        Vector512<T> numerator = Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<T>.Zero), one, e);
        Vector512<T> denominator = one + e;
        if (typeof(T) == typeof(double)) return numerator / denominator;

        // Float has two places to lose, and eˣ took one: correct the quotient by what the division and 1 + e rounded away.
        Vector512<T> reciprocal = one / denominator;
        Vector512<T> quotient = numerator * reciprocal;
        Vector512<T> rest = Fma(-quotient, e - (denominator - one), Fma(-quotient, denominator, numerator));
        return Fma(rest, reciprocal, quotient);
    }

    /// <summary>ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|), where nothing overflows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> SoftplusInline<T>(Vector512<T> x) where T : unmanaged
    {
        Vector512<T> positivePart = Vector512.ConditionalSelect(Vector512.GreaterThan(x, Vector512<T>.Zero), x, Vector512<T>.Zero);
        return positivePart + Log1p(Exp(-Vector512.Abs(x)));
    }

    /// <summary>The hyperbolic tangent: 1 − 2e / (1 + e) with e = e^−2|x|, and a rational function near 0, where that would cancel.</summary>
    /// <remarks>The rational functions are those of Cephes, tanhf.c (a polynomial) and tanh.c.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> TanhInline<T>(Vector512<T> x) where T : unmanaged
    {
        Vector512<T> a = Vector512.Abs(x), z = a * a, one = Constant<T>(1), near;
        if (typeof(T) == typeof(float))
        {
            near = a * z * Polynomial(z, -3.33332819422E-1, 1.33314422036E-1, -5.37397155531E-2, 2.06390887954E-2, -5.70498872745E-3);
        }
        else
        {
            near = a * z * Polynomial(z, -1.61468768441708447952E3, -9.92877231001918586564E1, -9.64399179425052238628E-1, 0)
                / Polynomial(z, 4.84406305325125486048E3, 2.23548839060100448583E3, 1.12811678491632931402E2, 1);
        }

        Vector512<T> e = Exp(-(a + a));
        Vector512<T> far = one - (e + e) / (one + e);

        // Where x is so large that z overflows, the far lanes are taken, and nothing of the near ones remains.
        return WithSignOf(Vector512.ConditionalSelect(Vector512.LessThan(a, Constant<T>(0.625)), a + near, far), x);
    }

    /// <summary>The whole number n for which x = n·ln 2 + r with |r| ≤ ½ ln 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Exponent<T>(Vector512<T> x) where T : unmanaged => Round(x * Constant<T>(1.4426950408889634));

    /// <summary>eʳ − 1, with r = x − n·ln 2.</summary>
    /// <remarks>
    /// ln 2 is taken in two parts, the first with so many zeros at its end that n times it is exact (Cody and Waite 1980; the split is
    /// that of Sun's fdlibm, e_exp.c). eʳ − 1 = r + r²·q(r), q fitted for least relative error of eʳ by Lawson's method in 60 digits:
    /// 3.1e-9 for float, 3.5e-18 for double.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ExpRemainder<T>(Vector512<T> x, Vector512<T> n) where T : unmanaged
    {
        Vector512<T> r = Fma(n, Constant<T>(-6.9313812256e-01f, -6.93147180369123816490e-01), x);
        Vector512<T> lowPart = Constant<T>(-9.0580006145e-06f, -1.90821492927058770002e-10), q;
        if (typeof(T) == typeof(float))
        {
            // What rounding r loses is carried along: float has two places to lose where double has four.
            Vector512<T> exact = r;
            r = Fma(n, lowPart, exact);
            Vector512<T> lost = Fma(n, lowPart, exact - r);
            q = Polynomial(r, 0.49999994f, 0.166665196f, 0.0416683592f, 0.00836876221f, 0.00138168398f);
            return r + Fma(r * r, q, lost);
        }
        else
        {
            r = Fma(n, lowPart, r);

            // Horner's rule in two steps: the powers from r³ on first.
            q = Polynomial(r, 0.0083333333334983904, 0.0013888888944032414, 0.00019841269500358777, 2.4801492669612943e-05,
                2.7557590643650658e-06, 2.7630405255901754e-07, 2.4999046750272333e-08);
            q = Fma(Fma(Fma(q, r, Constant<T>(0.041666666666528684)), r, Constant<T>(0.16666666666666402)), r, Constant<T>(0.50000000000000111));
            return Fma(r * r, q, r);
        }
    }

    /// <summary>x·2ⁿ with one rounding, for x near 1 and whole n down to the subnormal results.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> Scale<T>(Vector512<T> x, Vector512<T> n) where T : unmanaged
    {
        if (Avx512F.IsSupported)
        {
            return typeof(T) == typeof(float)
                ? Avx512F.Scale(x.As<T, float>(), n.As<T, float>()).As<float, T>()
                : Avx512F.Scale(x.As<T, double>(), n.As<T, double>()).As<double, T>();
        }

        // 2ⁿ itself may not be a normal number, so it comes in two factors; the first product is exact.
        Vector512<T> half = Round(n * Constant<T>(0.5));
        return x * PowerOfTwo(half) * PowerOfTwo(n - half);
    }
}
