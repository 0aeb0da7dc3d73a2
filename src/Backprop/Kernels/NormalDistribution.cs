using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>The inverse of the normal distribution function, to about 1e-15 relative.</summary>
/// <remarks>M. J. Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied Statistics 37 (1988), PPND16.</remarks>
internal static class NormalDistribution
{
    /// <summary>The chance that a normal number lies more than two deviations below the mean, ½(1 + erf(−√2)).</summary>
    public const double BelowMinusTwo = 0.022750131948179207;

    /// <summary>The numbers that a normal number stays below with chance p, for p between 1.4e-11 and 1 − 1.4e-11.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static Vector512<double> Inverse(Vector512<double> p)
    {
        Vector512<double> q = p - Vector512.Create(0.5);
        Vector512<double> x = Vector512.Create(0.180625) - q * q;
        Vector512<double> central = q * VectorMath.Polynomial(x, 3.3871328727963666080e0, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
            1.3731693765509461125e+4, 4.5921953931549871457e+4, 6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3);
        central /= VectorMath.Polynomial(x, 1, 4.2313330701600911252e+1, 6.8718700749205790830e+2, 5.3941960214247511077e+3,
            2.1213794301586595867e+4, 3.9307895800092710610e+4, 2.8729085735721942674e+4, 5.2264952788528545610e+3);

        Vector512<double> t = Vector512.Sqrt(-VectorMath.Log(Vector512.Min(p, Vector512<double>.One - p))) - Vector512.Create(1.6);
        Vector512<double> tail = VectorMath.Polynomial(t, 1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0,
            3.64784832476320460504e0, 1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4);
        tail /= VectorMath.Polynomial(t, 1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
            1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9);
        return Vector512.ConditionalSelect(Vector512.LessThanOrEqual(Vector512.Abs(q), Vector512.Create(0.425)), central, Vector512.CopySign(tail, q));
    }
}
