namespace Backprop.Kernels;

/// <summary>
/// The error function of one number in double precision, which .NET does not have: W. J. Cody, "Rational Chebyshev approximations
/// for the error function", Mathematics of Computation 23 (1969), with the coefficients of his CALERF.
/// </summary>
internal static class ErrorFunction
{
    private static readonly double[] A =
        [1.85777706184603153e-1, 3.16112374387056560e00, 1.13864154151050156e02, 3.77485237685302021e02, 3.20937758913846947e03];

    private static readonly double[] B = [1, 2.36012909523441209e01, 2.44024637934444173e02, 1.28261652607737228e03, 2.84423683343917062e03];

    private static readonly double[] C =
    [
        2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e01, 2.98635138197400131e02,
        8.81952221241769090e02, 1.71204761263407058e03, 2.05107837782607147e03, 1.23033935479799725e03,
    ];

    private static readonly double[] D =
    [
        1, 1.57449261107098347e01, 1.17693950891312499e02, 5.37181101862009858e02, 1.62138957456669019e03, 3.29079923573345963e03,
        4.36261909014324716e03, 3.43936767414372164e03, 1.23033935480374942e03,
    ];

    /// <summary>erf x = 2/√π · ∫₀ˣ e^−t² dt.</summary>
    public static double Erf(double x)
    {
        double a = Math.Abs(x);
        if (double.IsNaN(x)) return x;
        if (a <= 0.46875) return x * Polynomial(A, a * a) / Polynomial(B, a * a);

        // From 6 on the result is 1 to the last place, so Cody's third range (beyond 4, for 1 − erf) is not needed.
        return Math.CopySign(a >= 6 ? 1 : 1 - Math.Exp(-a * a) * (Polynomial(C, a) / Polynomial(D, a)), x);
    }

    private static double Polynomial(double[] highestFirst, double x)
    {
        double sum = 0;
        foreach (double coefficient in highestFirst) sum = sum * x + coefficient;
        return sum;
    }
}
