using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using Backprop.Kernels;

namespace Backprop.Tests.Kernels;

/// <summary>Streams of random numbers: their distributions (with fixed seeds, so a result never changes) and their independence of chunking.</summary>
public sealed class RandomNumbersTests
{
    private const int Count = 100_000;

    private static readonly RandomKey Key = new(Seed: 7, Purpose: 1, Layer: 2, Call: 3, Step: 4);

    private delegate void Fill<T>(RandomKey key, long firstIndex, Span<T> destination);

    public static TheoryData<string> Distributions => ["uniform", "normal", "truncated normal"];

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Numbers_have_their_distribution(string distribution)
    {
        Check(distribution, Draw<double>(distribution, Key, 0, Count));
        Check(distribution, [.. Draw<float>(distribution, Key, 0, Count).Select(x => (double)x)]);
    }

    private static void Check(string distribution, double[] numbers)
    {
        // A normal number under the condition |z| ≤ 2 has variance 1 − 4φ(2) / (2Φ(2) − 1) = 0.77374.
        (double low, double high, double mean, double variance) = distribution switch
        {
            "uniform" => (0, 1, 0.5, 1.0 / 12),
            "normal" => (-9, 9, 0, 1),
            _ => (-2, 2, 0, 0.7737413),
        };
        Assert.All(numbers, x => Assert.InRange(x, low, high));
        if (distribution == "uniform") Assert.True(numbers.Max() < 1);

        // Four deviations of the mean, and of the variance (whose own deviation is at most variance · √(2/n)).
        Assert.Equal(mean, numbers.Average(), 4 * Math.Sqrt(variance / Count));
        Assert.Equal(variance, numbers.Average(x => (x - mean) * (x - mean)), 4 * variance * Math.Sqrt(2.0 / Count));

        // Neighbours are uncorrelated, and so are those eight places apart, which come from one block, or one pair of Box and Muller.
        foreach (int lag in (int[])[1, 8, 16])
        {
            double correlation = Enumerable.Range(0, Count - lag).Average(i => (numbers[i] - mean) * (numbers[i + lag] - mean)) / variance;
            Assert.Equal(0, correlation, 4 / Math.Sqrt(Count));
        }

        // Kolmogorov and Smirnov: a right generator exceeds 1.95/√n once in a thousand times.
        double[] sorted = [.. numbers.Order()];
        double distance = Enumerable.Range(0, Count).Max(i => Math.Abs(Below(distribution, sorted[i]) - (i + 0.5) / Count));
        Assert.True(distance < 1.95 / Math.Sqrt(Count), $"{distribution}: Kolmogorov–Smirnov distance {distance}");
    }

    private static double Below(string distribution, double x)
    {
        if (distribution == "uniform") return x;
        double normal = 0.5 * (1 + ElementaryFunction.Named("Erf").Reference(x / Math.Sqrt(2)));
        return distribution == "normal" ? normal : (normal - 0.022750131948179195) / 0.9544997361036416;
    }

    [Theory]
    [MemberData(nameof(Distributions))]
    public void An_element_is_the_same_in_whatever_pieces_the_stream_is_drawn(string distribution)
    {
        CheckPieces<float>(distribution);
        CheckPieces<double>(distribution);
    }

    private static void CheckPieces<T>(string distribution) where T : unmanaged
    {
        const long Start = (1L << 33) + 5;
        T[] whole = Draw<T>(distribution, Key, Start, 1000);
        List<T> pieces = [];
        for (int length = 1; pieces.Count < whole.Length; length = length * 2 % 131)
        {
            pieces.AddRange(Draw<T>(distribution, Key, Start + pieces.Count, Math.Min(length, whole.Length - pieces.Count)));
        }

        Assert.Equal(whole, pieces);
        Assert.Empty(Draw<T>(distribution, Key, 3, 0));
    }

    [Fact]
    public void Every_part_of_the_key_makes_another_stream()
    {
        RandomKey[] keys =
        [
            Key, Key with { Seed = 8 }, Key with { Seed = 7UL | 1UL << 32 }, Key with { Purpose = 2 }, Key with { Layer = 3 },
            Key with { Call = 4 }, Key with { Step = 5 }, Key with { Step = 4UL | 1UL << 32 },
        ];
        double[] all = [.. keys.SelectMany(key => Draw<double>("uniform", key, 0, 1000))];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(Draw<double>("uniform", Key, 0, 1000), all.Take(1000));
    }

    [Fact]
    public void A_uniform_number_is_read_from_its_block()
    {
        // A group is eight blocks: 32 floats of 24 bits, the first words of the blocks, then their second words, and so on;
        // or 16 doubles of 53 bits, the first pairs of words, then the second pairs.
        RandomStream stream = Key.Stream();
        float[] singles = Draw<float>("uniform", Key, 3 * 32, 32);
        double[] doubles = Draw<double>("uniform", Key, 3 * 16, 16);
        for (int j = 0; j < 8; j++)
        {
            (uint word0, uint word1, uint word2, uint word3) = stream.Block(3 * 8 + j);
            uint[] words = [word0, word1, word2, word3];
            for (int k = 0; k < 4; k++) Assert.Equal((words[k] >> 8) / 16777216f, singles[8 * k + j]);
            Assert.Equal(((ulong)word1 << 32 | word0) >> 11, doubles[j] * (1L << 53));
            Assert.Equal(((ulong)word3 << 32 | word2) >> 11, doubles[8 + j] * (1L << 53));
        }
    }

    /// <summary>Recorded once; ./test --all repeats the test with narrower vectors. A change here changes every trained model.</summary>
    [Fact]
    public void Numbers_have_the_same_bits_on_every_processor()
    {
        Assert.Equal("0F48CDD908A10FD3", Digest(Draw<float>("normal", Key, 5, 999)));
        Assert.Equal("93A50870C0ED13C3", Digest(Draw<double>("truncated normal", Key, 5, 999)));
    }

    private static string Digest<T>(T[] numbers) where T : unmanaged
        => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes<T>(numbers)), 0, 8);

    [Fact]
    public void The_inverse_normal_distribution_undoes_the_distribution()
    {
        // Further out ½(1 + erf) has too few digits left to tell.
        for (double z = -3; z <= 2; z += 0.01)
        {
            double p = 0.5 * (1 + ElementaryFunction.Named("Erf").Reference(z / Math.Sqrt(2)));
            Assert.Equal(z, NormalDistribution.Inverse(Vector512.Create(p))[0], 1e-13);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void A_permutation_holds_every_number_once(int length)
    {
        int[] order = new int[length];
        RandomNumbers.Permutation(Key, order);
        Assert.Equal(Enumerable.Range(0, length), order.Order());
    }

    [Fact]
    public void Every_permutation_is_equally_likely()
    {
        const int Draws = 24_000;
        int[] counts = new int[256];
        Span<int> order = stackalloc int[4];
        for (int draw = 0; draw < Draws; draw++)
        {
            RandomNumbers.Permutation(Key with { Step = (ulong)draw }, order);
            counts[order[0] << 6 | order[1] << 4 | order[2] << 2 | order[3]]++;
        }

        // χ² with 23 degrees of freedom exceeds 49.7 once in a thousand times.
        int[] drawn = [.. counts.Where(count => count > 0)];
        Assert.Equal(24, drawn.Length);
        Assert.True(drawn.Sum(count => (count - 1000.0) * (count - 1000.0) / 1000) < 49.7);
    }

    private static T[] Draw<T>(string distribution, RandomKey key, long first, int count) where T : unmanaged
    {
        T[] numbers = new T[count];
        Fill<T> fill = distribution switch
        {
            "uniform" => RandomNumbers.Uniform,
            "normal" => RandomNumbers.Normal,
            _ => RandomNumbers.TruncatedNormal,
        };
        fill(key, first, numbers);
        return numbers;
    }
}
