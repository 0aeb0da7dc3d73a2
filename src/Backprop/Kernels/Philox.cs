using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Kernels;

/// <summary>
/// Philox4x32-10, a counter-based random number generator: four random words are a pure function of a counter of 128 bits and a key
/// of 64 bits, so any element of a random stream can be computed without the ones before it.
/// </summary>
/// <remarks>
/// J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011). For a
/// fixed key the words are a one-to-one function of the counter: different counters never give the same four words.
/// </remarks>
internal static class Philox
{
    private const uint Multiplier0 = 0xD2511F53, Multiplier1 = 0xCD9E8D57;

    // The golden ratio and √3 − 1, in 32 bits: what the key grows by between rounds.
    private const uint Weyl0 = 0x9E3779B9, Weyl1 = 0xBB67AE85;

    /// <summary>The four random words of a counter and a key.</summary>
    public static (uint Word0, uint Word1, uint Word2, uint Word3) Words(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (int round = 0; round < 10; round++)
        {
            ulong product0 = (ulong)Multiplier0 * c0, product1 = (ulong)Multiplier1 * c2;
            c0 = (uint)(product1 >> 32) ^ c1 ^ k0;
            c2 = (uint)(product0 >> 32) ^ c3 ^ k1;
            c1 = (uint)product1;
            c3 = (uint)product0;
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return (c0, c1, c2, c3);
    }

    /// <summary>The same for eight counters at once; lanes of 64 bits hold words of 32.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static RandomWords Words(Vector512<ulong> c0, Vector512<ulong> c1, Vector512<ulong> c2, Vector512<ulong> c3, uint k0, uint k1)
    {
        Vector512<ulong> multiplier0 = Vector512.Create((ulong)Multiplier0), multiplier1 = Vector512.Create((ulong)Multiplier1);
        Vector512<ulong> low = Vector512.Create((ulong)uint.MaxValue);
        for (int round = 0; round < 10; round++)
        {
            Vector512<ulong> product0 = Multiply(multiplier0, c0), product1 = Multiply(multiplier1, c2);
            c0 = (product1 >>> 32) ^ c1 ^ Vector512.Create((ulong)k0);
            c2 = (product0 >>> 32) ^ c3 ^ Vector512.Create((ulong)k1);
            c1 = product1 & low;
            c3 = product0 & low;
            k0 += Weyl0;
            k1 += Weyl1;
        }

        return new RandomWords(c0, c1, c2, c3);
    }

    /// <summary>The product of numbers below 2³². The processor has an instruction for it that the general product of 64 bits is slower than.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> Multiply(Vector512<ulong> a, Vector512<ulong> b)
    {
        if (Avx512F.IsSupported) return Avx512F.Multiply(a.AsUInt32(), b.AsUInt32());
        if (!Avx2.IsSupported) return a * b;
        return Vector512.Create(
            Avx2.Multiply(a.GetLower().AsUInt32(), b.GetLower().AsUInt32()),
            Avx2.Multiply(a.GetUpper().AsUInt32(), b.GetUpper().AsUInt32()));
    }
}

/// <summary>The four words of eight blocks: lane j of <paramref name="Word2"/> is word 2 of block j.</summary>
internal readonly record struct RandomWords(Vector512<ulong> Word0, Vector512<ulong> Word1, Vector512<ulong> Word2, Vector512<ulong> Word3);
