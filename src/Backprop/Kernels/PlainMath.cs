using System.Runtime.CompilerServices;

namespace Backprop.Kernels;

/// <summary>
/// Elementary functions of one number, float or double: the plain references for <see cref="VectorMath"/>. They are
/// computed in double by <see cref="Math"/>; for float this leaves a single rounding at the end.
/// </summary>
internal static class PlainMath
{
    /// <summary>eˣ.</summary>
    public static T Exp<T>(T x) where T : unmanaged => Narrow<T>(Math.Exp(Widen(x)));

    /// <summary>eˣ − 1, accurate near 0 too.</summary>
    public static T Expm1<T>(T x) where T : unmanaged => Narrow<T>(Expm1(Widen(x)));

    /// <summary>The natural logarithm; −∞ at 0, NaN below.</summary>
    public static T Log<T>(T x) where T : unmanaged => Narrow<T>(Math.Log(Widen(x)));

    /// <summary>ln(1 + x), accurate near 0 too; −∞ at −1, NaN below.</summary>
    public static T Log1p<T>(T x) where T : unmanaged => Narrow<T>(Log1p(Widen(x)));

    /// <summary>The sine of an angle in radians.</summary>
    public static T Sin<T>(T x) where T : unmanaged => Narrow<T>(Math.Sin(Widen(x)));

    /// <summary>The cosine of an angle in radians.</summary>
    public static T Cos<T>(T x) where T : unmanaged => Narrow<T>(Math.Cos(Widen(x)));

    /// <summary>The tangent of an angle in radians.</summary>
    public static T Tan<T>(T x) where T : unmanaged => Narrow<T>(Math.Tan(Widen(x)));

    /// <summary>The angle, −π/2 … π/2, with this sine.</summary>
    public static T Asin<T>(T x) where T : unmanaged => Narrow<T>(Math.Asin(Widen(x)));

    /// <summary>The angle, 0 … π, with this cosine.</summary>
    public static T Acos<T>(T x) where T : unmanaged => Narrow<T>(Math.Acos(Widen(x)));

    /// <summary>The angle, −π/2 … π/2, with this tangent.</summary>
    public static T Atan<T>(T x) where T : unmanaged => Narrow<T>(Math.Atan(Widen(x)));

    /// <summary>The hyperbolic sine.</summary>
    public static T Sinh<T>(T x) where T : unmanaged => Narrow<T>(Math.Sinh(Widen(x)));

    /// <summary>The hyperbolic cosine.</summary>
    public static T Cosh<T>(T x) where T : unmanaged => Narrow<T>(Math.Cosh(Widen(x)));

    /// <summary>The hyperbolic tangent.</summary>
    public static T Tanh<T>(T x) where T : unmanaged => Narrow<T>(Math.Tanh(Widen(x)));

    /// <summary>The number with this hyperbolic sine.</summary>
    public static T Asinh<T>(T x) where T : unmanaged => Narrow<T>(Math.Asinh(Widen(x)));

    /// <summary>The number, 0 or more, with this hyperbolic cosine.</summary>
    public static T Acosh<T>(T x) where T : unmanaged => Narrow<T>(Math.Acosh(Widen(x)));

    /// <summary>The number with this hyperbolic tangent.</summary>
    public static T Atanh<T>(T x) where T : unmanaged => Narrow<T>(Math.Atanh(Widen(x)));

    /// <summary>The error function, 2/√π · ∫₀ˣ e^−t² dt.</summary>
    public static T Erf<T>(T x) where T : unmanaged => Narrow<T>(ErrorFunction.Erf(Widen(x)));

    /// <summary>1 / (1 + e⁻ˣ), without overflow on either side.</summary>
    public static T Sigmoid<T>(T x) where T : unmanaged => Narrow<T>(Sigmoid(Widen(x)));

    /// <summary>ln(1 + eˣ), without overflow.</summary>
    public static T Softplus<T>(T x) where T : unmanaged
    {
        double wide = Widen(x);
        return Narrow<T>((wide > 0 ? wide : 0) + Log1p(Math.Exp(-Math.Abs(wide))));
    }

    /// <summary>x to the power y, as <see cref="Math.Pow"/>; a square is x·x.</summary>
    public static T Pow<T>(T x, T y) where T : unmanaged
    {
        (double b, double exponent) = (Widen(x), Widen(y));
        return Narrow<T>(exponent == 2 ? b * b : Math.Pow(b, exponent));
    }

    /// <summary>The square root; NaN below 0.</summary>
    public static T Sqrt<T>(T x) where T : unmanaged => Narrow<T>(Math.Sqrt(Widen(x)));

    /// <summary>The largest whole number that is not above x.</summary>
    public static T Floor<T>(T x) where T : unmanaged => Narrow<T>(Math.Floor(Widen(x)));

    /// <summary>The nearest whole number, of two equally near ones the even one.</summary>
    public static T Round<T>(T x) where T : unmanaged => Narrow<T>(Math.Round(Widen(x), MidpointRounding.ToEven));

    /// <summary>1 above 0, −1 below, 0 at 0 (with its sign), NaN at NaN.</summary>
    public static T Sign<T>(T x) where T : unmanaged
    {
        double wide = Widen(x);
        return Narrow<T>(wide > 0 ? 1 : wide < 0 ? -1 : wide);
    }

    // .NET's own double.ExpM1 and double.LogP1 subtract and add 1 plainly and lose the digits near 0. W. Kahan's way: the rounding
    // of u = eˣ (or 1 + x) is the same above and below the line, and cancels.
    private static double Expm1(double x)
    {
        double u = Math.Exp(x);
        if (u == 1 || double.IsNaN(x)) return x;
        double difference = u - 1;
        return Math.Abs(x) > 1 ? difference : difference * (x / Math.Log(u));
    }

    private static double Log1p(double x)
    {
        double u = 1 + x;
        return u == 1 || double.IsPositiveInfinity(x) ? x : u <= 0 ? Math.Log(u) : Math.Log(u) * (x / (u - 1));
    }

    private static double Sigmoid(double x)
    {
        double e = Math.Exp(-Math.Abs(x));
        return x > 0 ? 1 / (1 + e) : e / (1 + e);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Widen<T>(T x) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return Unsafe.BitCast<T, float>(x);
        if (typeof(T) == typeof(double)) return Unsafe.BitCast<T, double>(x);
        throw new NotSupportedException($"Elementary functions are there for float and double, not for {typeof(T).Name}.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Narrow<T>(double x) where T : unmanaged
        => typeof(T) == typeof(float) ? Unsafe.BitCast<float, T>((float)x) : Unsafe.BitCast<double, T>(x);
}
