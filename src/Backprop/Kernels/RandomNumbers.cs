using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>
/// Random numbers as pure functions of a key and an index: element i of a stream is the same whoever computes it, in whatever
/// pieces and order. Streams of different number types are different streams.
/// </summary>
/// <remarks>
/// Eight blocks of <see cref="Philox"/> give a group of elements that fills two vectors, 32 of float or 16 of double, one word or a
/// pair of words each: element i lies in group i / 32 (i / 16) at place i % 32 (i % 16).
/// </remarks>
internal static partial class RandomNumbers
{
    /// <summary>How the words of eight blocks become a group of elements.</summary>
    private interface IDistribution
    {
        static abstract (Vector512<T> First, Vector512<T> Second) Group<T>(in RandomWords words) where T : unmanaged;
    }

    /// <summary>
    /// Elements <paramref name="firstIndex"/> and on, uniform in [0, 1): multiples of 2⁻²⁴ for float, of 2⁻⁵³ for double.
    /// </summary>
    public static void Uniform<T>(RandomKey key, long firstIndex, Span<T> destination) where T : unmanaged
        => Fill<UniformDistribution, T>(key, firstIndex, destination);

    /// <summary>Elements <paramref name="firstIndex"/> and on, normal with mean 0 and deviation 1.</summary>
    /// <remarks>
    /// G. E. P. Box and M. E. Muller (1958): two uniform numbers u, v give two independent normal ones, √(−2 ln u)·cos 2πv and
    /// √(−2 ln u)·sin 2πv, which stand eight places apart. Computed in double; u and v have 32 bits each for float, which
    /// bounds the magnitude by 6.7, and 53 for double, which bounds it by 8.6.
    /// </remarks>
    public static void Normal<T>(RandomKey key, long firstIndex, Span<T> destination) where T : unmanaged
        => Fill<UnboundedNormalDistribution, T>(key, firstIndex, destination);

    /// <summary>
    /// Elements <paramref name="firstIndex"/> and on, normal with mean 0 and deviation 1 under the condition of lying within ±2: the
    /// inverse of the distribution function at a uniform number.
    /// </summary>
    public static void TruncatedNormal<T>(RandomKey key, long firstIndex, Span<T> destination) where T : unmanaged
        => Fill<TruncatedNormalDistribution, T>(key, firstIndex, destination);

    /// <summary>The numbers 0 … n − 1 in random order, every order equally likely (up to the number of keys).</summary>
    /// <remarks>
    /// R. A. Fisher and F. Yates, in R. Durstenfeld's form (1964). The bounded numbers are D. Lemire's, "Fast random integer
    /// generation in an interval" (2019): the upper half of word × range, where the few words that would favour some results are drawn again.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Permutation(RandomKey key, Span<int> destination)
    {
        RandomStream stream = key.Stream();
        for (int i = 0; i < destination.Length; i++) destination[i] = i;
        long next = 0;
        for (int i = destination.Length - 1; i > 0; i--)
        {
            ulong range = (ulong)i + 1, high = Math.BigMul(stream.LongWord(next++), range, out ulong low);
            if (low < range)
            {
                ulong unfair = (0 - range) % range;
                while (low < unfair) high = Math.BigMul(stream.LongWord(next++), range, out low);
            }

            (destination[i], destination[(int)high]) = (destination[(int)high], destination[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Fill<TDistribution, T>(RandomKey key, long firstIndex, Span<T> destination)
        where TDistribution : struct, IDistribution where T : unmanaged
    {
        if (typeof(T) != typeof(float) && typeof(T) != typeof(double))
        {
            throw new NotSupportedException($"Random numbers are there for float and double, not for {typeof(T).Name}.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(firstIndex);
        RandomStream stream = key.Stream();
        int size = 2 * Vector512<T>.Count;
        Span<T> group = stackalloc T[size];
        for (long number = firstIndex / size; number * size < firstIndex + destination.Length; number++)
        {
            (Vector512<T> first, Vector512<T> second) = TDistribution.Group<T>(stream.EightBlocks(8 * number));
            long start = number * size - firstIndex;
            if (start >= 0 && start + size <= destination.Length)
            {
                first.CopyTo(destination[(int)start..]);
                second.CopyTo(destination[((int)start + size / 2)..]);
                continue;
            }

            // The first and the last group may stick out of the range.
            first.CopyTo(group);
            second.CopyTo(group[(size / 2)..]);
            int skipped = (int)Math.Max(0, -start), end = (int)Math.Min(size, destination.Length - start);
            group[skipped..end].CopyTo(destination[(int)(start + skipped)..]);
        }
    }
}
