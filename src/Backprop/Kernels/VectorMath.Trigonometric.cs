using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>Sine, cosine and tangent of angles in radians.</summary>
internal static partial class VectorMath
{
    /// <summary>The sine; NaN at ±∞.</summary>
    public static Vector512<T> Sin<T>(Vector512<T> x) where T : unmanaged
    {
        Vector512<T> result = SineOfQuarter(x, Vector512<T>.Zero);

        // Where the sine is x itself to the last place; keeps −0.
        Vector512<T> magnitude = Vector512.Abs(x);
        result = Vector512.ConditionalSelect(Vector512.LessThan(magnitude, Constant<T>(1e-5f, 1e-9)), x, result);
        Vector512<T> reducible = Vector512.LessThan(magnitude, LargestReducible<T>());
        return Vector512.EqualsAll(reducible.AsByte(), Vector512<byte>.AllBitsSet) ? result : LaneByLane<SinFunction, T>(x, result, reducible);
    }

    /// <summary>The cosine; NaN at ±∞.</summary>
    public static Vector512<T> Cos<T>(Vector512<T> x) where T : unmanaged
    {
        Vector512<T> result = SineOfQuarter(x, Constant<T>(1));
        Vector512<T> reducible = Vector512.LessThan(Vector512.Abs(x), LargestReducible<T>());
        return Vector512.EqualsAll(reducible.AsByte(), Vector512<byte>.AllBitsSet) ? result : LaneByLane<CosFunction, T>(x, result, reducible);
    }

    /// <summary>The tangent. Calls <see cref="Math.Tan"/> lane by lane: it is rarely used.</summary>
    public static Vector512<T> Tan<T>(Vector512<T> x) where T : unmanaged => LaneByLane<TanFunction, T>(x);

    /// <summary>Up to here n below has at most 16 (float) or 20 (double) bits; larger angles go to <see cref="Math"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> LargestReducible<T>() where T : unmanaged => Constant<T>(1e5f, 1e6);

    /// <summary>sin(x + turns·π/2), with turns 0 or 1.</summary>
    /// <remarks>
    /// x = n·π/2 + r with |r| ≤ π/4, π/2 in three parts of full precision: with fused multiply-add the first subtraction is exact,
    /// the second rounds relative to what is left, the third is far below the last place. Then the sine or cosine of r, as
    /// n + turns is even or odd, negated when its second bit is set. Coefficients: Cephes sinf.c for float, Sun's fdlibm k_sin.c
    /// and k_cos.c for double.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> SineOfQuarterInline<T>(Vector512<T> x, Vector512<T> turns) where T : unmanaged
    {
        Vector512<T> n = Round(x * Constant<T>(0.63661977236758134));
        Vector512<T> r = Fma(n, Constant<T>(-1.5707963705062866f, -1.5707963267948966), x);
        r = Fma(n, Constant<T>(4.371138828673793e-08f, -6.123233995736766e-17), r);
        r = Fma(n, Constant<T>(1.7151245100058819e-15f, 1.4973849048591698e-33), r);
        Vector512<T> z = r * r, sine, cosine;
        if (typeof(T) == typeof(float))
        {
            sine = Fma(Fma(Constant<T>(-1.9515295891E-4), z, Constant<T>(8.3321608736E-3)), z, Constant<T>(-1.6666654611E-1));
            cosine = Fma(Fma(Constant<T>(2.443315711809948E-5), z, Constant<T>(-1.388731625493765E-3)), z, Constant<T>(4.166664568298827E-2));
        }
        else
        {
            sine = Polynomial(z, -1.66666666666666324348e-01, 8.33333333332248946124e-03, -1.98412698298579493134e-04,
                2.75573137070700676789e-06, -2.50507602534068634195e-08, 1.58969099521155010221e-10);
            cosine = Polynomial(z, 4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05,
                -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11);
        }

        sine = Fma(r * z, sine, r);
        cosine = Fma(z * z, cosine, Fma(z, Constant<T>(-0.5), Constant<T>(1)));

        // The lowest bits of n, in two's complement, stand at the end of the significand of n + 1.5·2²³ (1.5·2⁵²).
        Vector512<T> quadrant = n + turns + Constant<T>(12582912f, 6755399441055744.0);
        if (typeof(T) == typeof(float))
        {
            Vector512<int> bits = quadrant.As<T, int>();
            Vector512<int> even = Vector512.Equals(bits & Vector512<int>.One, Vector512<int>.Zero);
            Vector512<int> sign = Vector512.ShiftLeft(bits & Vector512.Create(2), 30);
            return (Vector512.ConditionalSelect(even.As<int, T>(), sine, cosine).As<T, int>() ^ sign).As<int, T>();
        }
        else
        {
            Vector512<long> bits = quadrant.As<T, long>();
            Vector512<long> even = Vector512.Equals(bits & Vector512<long>.One, Vector512<long>.Zero);
            Vector512<long> sign = Vector512.ShiftLeft(bits & Vector512.Create(2L), 62);
            return (Vector512.ConditionalSelect(even.As<long, T>(), sine, cosine).As<T, long>() ^ sign).As<long, T>();
        }
    }
}
