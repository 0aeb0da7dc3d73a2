using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>The error function.</summary>
internal static partial class VectorMath
{
    /// <summary>erf x = 2/√π · ∫₀ˣ e^−t² dt, the chance that a normal number with deviation √½ is within ±x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ErfInline<T>(Vector512<T> x) where T : unmanaged
    {
        // Beyond 4 (float) or 6 (double) the result is 1 to the last place. NaN compares false and passes.
        Vector512<T> bound = Constant<T>(4f, 6.0);
        Vector512<T> a = Vector512.Abs(x);
        a = Vector512.ConditionalSelect(Vector512.GreaterThan(a, bound), bound, a);
        return WithSignOf(typeof(T) == typeof(float) ? ErfOfSingle(a) : ErfOfDouble(a), x);
    }

    /// <summary>erf a for 0 ≤ a ≤ 4, in single precision.</summary>
    /// <remarks>
    /// a + a·P(a²) below 0.92, 1 − e^−(a + a·R(a)) above, a form found by Norbert Juffa; P and R fitted for least relative error
    /// of erf a by Lawson's method in 60 digits: 1.5e-8 and 3.0e-9.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ErfOfSingleInline<T>(Vector512<T> a) where T : unmanaged
    {
        Vector512<T> near = Polynomial(a * a, 0.128379151, -0.376124948, 0.112818167, -0.0267666485, 0.00499322591, -0.000599107996);
        near = Fma(near, a, a);
        Vector512<T> far = Polynomial(a, 0.128513545, 0.635721087, 0.105258144, -0.0228875801, 0.00321420818, -0.000213894033);
        far = Constant<T>(1) - Exp(-Fma(far, a, a));
        return Vector512.ConditionalSelect(Vector512.LessThan(a, Constant<T>(0.921875)), near, far);
    }

    /// <summary>erf a for 0 ≤ a ≤ 6, in double precision.</summary>
    /// <remarks>
    /// a·A(a²)/B(a²) below 0.46875, 1 − e^−a²·C(a)/D(a) above: W. J. Cody, "Rational Chebyshev approximations for the error function",
    /// Mathematics of Computation 23 (1969), coefficients of his CALERF. His third range, for the small numbers 1 − erf a beyond 4,
    /// is not needed for erf itself. The two quotients share one division.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ErfOfDoubleInline<T>(Vector512<T> a) where T : unmanaged
    {
        Vector512<T> z = a * a, one = Constant<T>(1);
        Vector512<T> near = Vector512.LessThan(a, Constant<T>(0.46875));
        Vector512<T> numerator = a * Polynomial(z, 3.20937758913846947e03, 3.77485237685302021e02, 1.13864154151050156e02,
            3.16112374387056560e00, 1.85777706184603153e-1);
        Vector512<T> denominator = Polynomial(z, 2.84423683343917062e03, 1.28261652607737228e03, 2.44024637934444173e02,
            2.36012909523441209e01, 1);
        Vector512<T> farNumerator = Polynomial(a, 1.23033935479799725e03, 2.05107837782607147e03, 1.71204761263407058e03,
            8.81952221241769090e02, 2.98635138197400131e02, 6.61191906371416295e01, 8.88314979438837594e0, 5.64188496988670089e-1,
            2.15311535474403846e-8);
        Vector512<T> farDenominator = Polynomial(a, 1.23033935480374942e03, 3.43936767414372164e03, 4.36261909014324716e03,
            3.29079923573345963e03, 1.62138957456669019e03, 5.37181101862009858e02, 1.17693950891312499e02, 1.57449261107098347e01, 1);
        numerator = Vector512.ConditionalSelect(near, numerator, -Exp(-z) * farNumerator);
        denominator = Vector512.ConditionalSelect(near, denominator, farDenominator);
        Vector512<T> quotient = numerator / denominator;
        return Vector512.ConditionalSelect(near, quotient, one + quotient);
    }
}
