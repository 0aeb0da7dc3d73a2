using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>What softmax needs.</summary>
internal static partial class VectorMath
{
    /// <summary>eˣ for x of at most 0, or NaN. Nothing overflows, so nothing is bounded above; and what rounding loses of the remainder, a quarter of a unit in the last place, is not carried along.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<T> ExpOfNegativeInline<T>(Vector512<T> x) where T : unmanaged
    {
        // The second of the two is what the instruction gives where one is NaN.
        x = Vector512.MaxNative(Constant<T>(-110f, -750.0), x);
        Vector512<T> n = Exponent(x);
        if (typeof(T) == typeof(double)) return Scale(Constant<T>(1) + ExpRemainder(x, n), n);

        Vector512<T> r = Fma(n, Constant<T>(-9.0580006145e-06), Fma(n, Constant<T>(-6.9313812256e-01), x));
        Vector512<T> q = Polynomial(r, 0.49999994f, 0.166665196f, 0.0416683592f, 0.00836876221f, 0.00138168398f);
        return Scale(Constant<T>(1) + Fma(r * r, q, r), n);
    }
}
