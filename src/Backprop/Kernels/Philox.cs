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
}
