using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>What a stream of random numbers is drawn for; equal keys give equal streams.</summary>
/// <param name="Seed">The user's seed of the whole program.</param>
/// <param name="Purpose">What the numbers are for: initial weights, dropout, shuffling.</param>
/// <param name="Layer">The layer that draws them.</param>
/// <param name="Call">Which of that layer's draws: a layer may be called several times, or draw several streams.</param>
/// <param name="Step">The training step, or the epoch.</param>
/// <remarks>
/// The mapping onto <see cref="Philox"/>: the seed is a Philox key, and (purpose, layer, call, 0) a counter under it; the first
/// two words of the result are the key of the stream, in which the counter is (block, step), 64 bits each, and block numbers
/// the groups of four words. Streams of different steps therefore share no counter, ever. Streams that differ in seed, purpose,
/// layer or call have different keys except with a chance of 2⁻⁶⁴ for a pair of them: the price of 288 bits of key and index
/// in a generator of 192.
/// </remarks>
internal readonly record struct RandomKey(ulong Seed, uint Purpose, uint Layer, uint Call, ulong Step)
{
    /// <summary>The stream of this key.</summary>
    public RandomStream Stream()
    {
        (uint key0, uint key1, _, _) = Philox.Words(Purpose, Layer, Call, 0, (uint)Seed, (uint)(Seed >> 32));
        return new RandomStream(key0, key1, Step);
    }
}

/// <summary>A stream of random words, four of them to a block, each block a pure function of its number.</summary>
internal readonly struct RandomStream(uint key0, uint key1, ulong step)
{
    /// <summary>The four words of a block.</summary>
    public (uint Word0, uint Word1, uint Word2, uint Word3) Block(long block)
        => Philox.Words((uint)block, (uint)(block >> 32), (uint)step, (uint)(step >> 32), key0, key1);

    /// <summary>Number <paramref name="index"/> of the stream read as words of 64 bits, two to a block.</summary>
    public ulong LongWord(long index)
    {
        (uint word0, uint word1, uint word2, uint word3) = Block(index >> 1);
        return (index & 1) == 0 ? word0 | (ulong)word1 << 32 : word2 | (ulong)word3 << 32;
    }

    /// <summary>Number <paramref name="index"/> of the stream read as numbers in [0, 1) of 53 bits, two to a block.</summary>
    public double Fraction(long index) => (LongWord(index) >> 11) * (1.0 / (1L << 53));

    /// <summary>The words of eight blocks from one with a number that is a multiple of eight.</summary>
    public RandomWords EightBlocks(long firstBlock)
        => Philox.Words(
            Vector512.Create((ulong)(uint)firstBlock) + Vector512<ulong>.Indices,
            Vector512.Create((ulong)firstBlock >> 32),
            Vector512.Create((ulong)(uint)step),
            Vector512.Create(step >> 32),
            key0,
            key1);
}
