using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>Polynomials by Horner's rule, written out because a loop over the coefficients would not stay in registers.</summary>
internal static partial class VectorMath
{
    /// <summary>c0 + c1·x + c2·x² + c3·x³.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<T> Polynomial<T>(Vector512<T> x, double c0, double c1, double c2, double c3) where T : unmanaged
        => Fma(Fma(Fma(Constant<T>(c3), x, Constant<T>(c2)), x, Constant<T>(c1)), x, Constant<T>(c0));

    /// <summary>c0 + c1·x + … + c4·x⁴.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<T> Polynomial<T>(Vector512<T> x, double c0, double c1, double c2, double c3, double c4) where T : unmanaged
        => Fma(Polynomial(x, c1, c2, c3, c4), x, Constant<T>(c0));

    /// <summary>c0 + c1·x + … + c5·x⁵.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<T> Polynomial<T>(Vector512<T> x, double c0, double c1, double c2, double c3, double c4, double c5) where T : unmanaged
        => Fma(Polynomial(x, c1, c2, c3, c4, c5), x, Constant<T>(c0));

    /// <summary>c0 + c1·x + … + c6·x⁶.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<T> Polynomial<T>(
        Vector512<T> x, double c0, double c1, double c2, double c3, double c4, double c5, double c6) where T : unmanaged
        => Fma(Polynomial(x, c1, c2, c3, c4, c5, c6), x, Constant<T>(c0));

    /// <summary>c0 + c1·x + … + c7·x⁷.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<T> Polynomial<T>(
        Vector512<T> x, double c0, double c1, double c2, double c3, double c4, double c5, double c6, double c7) where T : unmanaged
        => Fma(Polynomial(x, c1, c2, c3, c4, c5, c6, c7), x, Constant<T>(c0));

    /// <summary>c0 + c1·x + … + c8·x⁸.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<T> Polynomial<T>(
        Vector512<T> x, double c0, double c1, double c2, double c3, double c4, double c5, double c6, double c7, double c8) where T : unmanaged
        => Fma(Polynomial(x, c1, c2, c3, c4, c5, c6, c7, c8), x, Constant<T>(c0));
}
