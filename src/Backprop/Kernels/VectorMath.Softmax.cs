using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>What softmax needs.</summary>
internal static partial class VectorMath
{
    /// <summary>eˣ for x of at most 0, or NaN; the same bits as <see cref="Exp"/> there. Nothing overflows, so nothing is bounded above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> ExpOfNegative<T>(Vector512<T> x) where T : unmanaged
    {
        x = Vector512.ConditionalSelect(Vector512.LessThan(x, Constant<T>(-110f, -750.0)), Constant<T>(-110f, -750.0), x);
        Vector512<T> remainder = ExpRemainder(x, out Vector512<T> n);
        return Scale(Constant<T>(1) + remainder, n);
    }
}
