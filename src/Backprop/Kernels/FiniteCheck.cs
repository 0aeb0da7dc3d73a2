using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>Whether a tensor holds neither NaN nor infinity: one pass that looks at the exponents.</summary>
internal static unsafe class FiniteCheck
{
    public static bool IsFinite(byte* pointer, long count, DType type) => type switch
    {
        DType.Float32 => AllFinite((uint*)pointer, count, 0x7F800000u),
        DType.Float64 => AllFinite((ulong*)pointer, count, 0x7FF0000000000000ul),
        _ => true,
    };

    private static bool AllFinite<T>(T* bits, long count, T exponent) where T : unmanaged, System.Numerics.IBinaryInteger<T>
    {
        long i = 0;
        Vector512<T> mask = Vector512.Create(exponent);
        Vector512<T> found = Vector512<T>.Zero;
        for (; i + Vector512<T>.Count <= count; i += Vector512<T>.Count) found |= Vector512.Equals(Vector512.Load(bits + i) & mask, mask);
        if (found != Vector512<T>.Zero) return false;
        if (i == count) return true;
        // Storage can be read beyond its end; what stands there does not count.
        ulong last = Vector512.Equals(Vector512.Load(bits + i) & mask, mask).ExtractMostSignificantBits();
        return (last & ((1ul << (int)(count - i)) - 1)) == 0;
    }
}
