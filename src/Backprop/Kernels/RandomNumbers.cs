using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>
/// Random numbers as pure functions of a key and an index: element i of a stream is the same whoever computes it, in whatever
/// pieces and order. Streams of different number types are different streams.
/// </summary>
internal static class RandomNumbers
{
    // Box and Muller's pairs computed at a time: whole vectors, and a buffer that stays in the nearest cache.
    private const int PairsAtOnce = 64;

    /// <summary>
    /// Elements <paramref name="firstIndex"/> and on, uniform in [0, 1): multiples of 2⁻²⁴ for float, of 2⁻⁵³ for double.
    /// </summary>
    public static void Uniform<T>(RandomKey key, long firstIndex, Span<T> destination) where T : unmanaged
    {
        RandomStream stream = key.Stream();
        if (typeof(T) == typeof(double))
        {
            for (int i = 0; i < destination.Length; i++) destination[i] = Number<T>(stream.Fraction(firstIndex + i));
            return;
        }

        for (int i = 0; i < destination.Length;)
        {
            // A block gives four elements; the first and the last block may stick out of the range.
            long index = firstIndex + i;
            (uint word0, uint word1, uint word2, uint word3) = stream.Block(index >> 2);
            Span<uint> words = [word0, word1, word2, word3];
            for (int j = (int)(index & 3); j < 4 && i < destination.Length; j++, i++) destination[i] = Number<T>((words[j] >> 8) * (1.0 / (1 << 24)));
        }
    }

    /// <summary>Elements <paramref name="firstIndex"/> and on, normal with mean 0 and deviation 1.</summary>
    /// <remarks>
    /// G. E. P. Box and M. E. Muller (1958): two uniform numbers u, v give two independent normal ones, √(−2 ln u)·cos 2πv and
    /// √(−2 ln u)·sin 2πv: elements 2p and 2p + 1 come from pair p. Computed in double; u and v have 32 bits each for float, which
    /// bounds the magnitude by 6.7, and 53 for double, which bounds it by 8.6.
    /// </remarks>
    public static void Normal<T>(RandomKey key, long firstIndex, Span<T> destination) where T : unmanaged
    {
        RandomStream stream = key.Stream();
        Span<double> u = stackalloc double[PairsAtOnce], v = stackalloc double[PairsAtOnce];
        long end = firstIndex + destination.Length;
        for (long firstPair = firstIndex >> 1; 2 * firstPair < end; firstPair += PairsAtOnce)
        {
            int pairs = (int)Math.Min(PairsAtOnce, (end + 1) / 2 - firstPair);
            for (int p = 0; p < pairs; p++) (u[p], v[p]) = UniformPair<T>(stream, firstPair + p);
            ToNormal(u, v, pairs);
            for (int p = 0; p < pairs; p++)
            {
                long i = 2 * (firstPair + p) - firstIndex;
                if (i >= 0) destination[(int)i] = Number<T>(u[p]);
                if (i + 1 < destination.Length) destination[(int)i + 1] = Number<T>(v[p]);
            }
        }
    }

    /// <summary>
    /// Elements <paramref name="firstIndex"/> and on, normal with mean 0 and deviation 1 under the condition of lying within ±2: the
    /// inverse of the distribution function at a uniform number.
    /// </summary>
    public static void TruncatedNormal<T>(RandomKey key, long firstIndex, Span<T> destination) where T : unmanaged
    {
        RandomStream stream = key.Stream();
        for (int i = 0; i < destination.Length; i++)
        {
            double p = NormalDistribution.BelowMinusTwo + stream.Fraction(firstIndex + i) * (1 - 2 * NormalDistribution.BelowMinusTwo);
            destination[i] = Number<T>(Math.Clamp(NormalDistribution.Inverse(p), -2, 2));
        }
    }

    /// <summary>The numbers 0 … n − 1 in random order, every order equally likely (up to the number of keys).</summary>
    /// <remarks>
    /// R. A. Fisher and F. Yates, in R. Durstenfeld's form (1964). The bounded numbers are D. Lemire's, "Fast random integer
    /// generation in an interval" (2019): the upper half of word × range, where the few words that would favour some results are drawn again.
    /// </remarks>
    public static void Permutation(RandomKey key, Span<int> destination)
    {
        RandomStream stream = key.Stream();
        for (int i = 0; i < destination.Length; i++) destination[i] = i;
        long next = 0;
        for (int i = destination.Length - 1; i > 0; i--)
        {
            ulong range = (ulong)i + 1, low, high = Math.BigMul(stream.LongWord(next++), range, out low);
            if (low < range)
            {
                ulong unfair = (0 - range) % range;
                while (low < unfair) high = Math.BigMul(stream.LongWord(next++), range, out low);
            }

            (destination[i], destination[(int)high]) = (destination[(int)high], destination[i]);
        }
    }

    /// <summary>Two uniform numbers, the first in (0, 1] so that it has a logarithm, the second in [0, 1).</summary>
    private static (double U, double V) UniformPair<T>(RandomStream stream, long pair) where T : unmanaged
    {
        const double TwoToMinus32 = 1.0 / (1L << 32), TwoToMinus53 = 1.0 / (1L << 53);
        if (typeof(T) == typeof(double))
        {
            (uint word0, uint word1, uint word2, uint word3) = stream.Block(pair);
            ulong u = word0 | (ulong)word1 << 32, v = word2 | (ulong)word3 << 32;
            return (((u >> 11) + 1) * TwoToMinus53, (v >> 11) * TwoToMinus53);
        }
        else
        {
            (uint word0, uint word1, uint word2, uint word3) = stream.Block(pair >> 1);
            (uint u, uint v) = (pair & 1) == 0 ? (word0, word1) : (word2, word3);
            return ((u + 1.0) * TwoToMinus32, v * TwoToMinus32);
        }
    }

    /// <summary>Turns pairs of uniform numbers into pairs of normal ones, in place.</summary>
    private static void ToNormal(Span<double> u, Span<double> v, int pairs)
    {
        // What lies behind the last pair is left from an earlier round, or 0, and is not looked at.
        for (int p = 0; p < pairs; p += Vector512<double>.Count)
        {
            Vector512<double> radius = Vector512.Sqrt(-2 * VectorMath.Log(Vector512.Create<double>(u.Slice(p, Vector512<double>.Count))));
            Vector512<double> angle = Math.Tau * Vector512.Create<double>(v.Slice(p, Vector512<double>.Count));
            (radius * VectorMath.Cos(angle)).CopyTo(u[p..]);
            (radius * VectorMath.Sin(angle)).CopyTo(v[p..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Number<T>(double value) where T : unmanaged
    {
        if (typeof(T) == typeof(float)) return Unsafe.BitCast<float, T>((float)value);
        if (typeof(T) == typeof(double)) return Unsafe.BitCast<double, T>(value);
        throw new NotSupportedException($"Random numbers are there for float and double, not for {typeof(T).Name}.");
    }
}
