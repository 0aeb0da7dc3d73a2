using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>The lanes of a vector combined into one number: halves with halves, so that it takes four steps instead of sixteen, in an order that is always the same.</summary>
internal static class Lanes
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Combine<T, TReduction>(Vector512<T> vector)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        // What lies above the half that counts is combined, too, and ignored.
        vector = TReduction.Combine(vector, vector.GetUpper().ToVector512Unsafe());
        vector = TReduction.Combine(vector, vector.GetLower().GetUpper().ToVector256Unsafe().ToVector512Unsafe());
        Vector128<long> last = vector.GetLower().GetLower().AsInt64();
        vector = TReduction.Combine(vector, Vector128.Shuffle(last, Vector128.Create(1L, 0)).As<long, T>().ToVector256Unsafe().ToVector512Unsafe());
        return Vector512<T>.Count == 8 ? vector[0] : TReduction.Combine(vector[0], vector[1]);
    }
}
