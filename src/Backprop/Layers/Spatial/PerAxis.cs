using System.Collections;
using System.Runtime.CompilerServices;

namespace Backprop.Layers;

/// <summary>
/// Whole numbers for the axes of an image: one for all of them, <c>3</c>, or one for each, <c>(3, 5)</c> or <c>[3, 5]</c>. Where two numbers belong to an axis, one
/// before and one after it, they stand in pairs: <c>((1, 0), (2, 1))</c>.
/// </summary>
[CollectionBuilder(typeof(PerAxis), nameof(Of))]
public readonly struct PerAxis : IEquatable<PerAxis>, IEnumerable<int>
{
    private readonly int[]? _numbers;

    private PerAxis(int[] numbers) => _numbers = numbers;

    /// <summary>The numbers as given.</summary>
    public ReadOnlySpan<int> Numbers => _numbers;

    /// <summary>Numbers, one for all axes or one for each.</summary>
    public static PerAxis Of(ReadOnlySpan<int> numbers) => new(numbers.ToArray());

    /// <summary>One number for all axes.</summary>
    public static implicit operator PerAxis(int number) => new([number]);

    /// <summary>Numbers, one for each axis.</summary>
    public static implicit operator PerAxis(int[] numbers) => new([.. numbers ?? throw new ArgumentNullException(nameof(numbers))]);

    /// <summary>One number for each of two axes; for one axis, before and after it.</summary>
    public static implicit operator PerAxis((int First, int Second) numbers) => new([numbers.First, numbers.Second]);

    /// <summary>One number for each of three axes.</summary>
    public static implicit operator PerAxis((int First, int Second, int Third) numbers) => new([numbers.First, numbers.Second, numbers.Third]);

    /// <summary>Before and after each of two axes.</summary>
    public static implicit operator PerAxis(((int Before, int After) First, (int Before, int After) Second) pairs) => new([pairs.First.Before, pairs.First.After, pairs.Second.Before, pairs.Second.After]);

    /// <summary>Before and after each of three axes.</summary>
    public static implicit operator PerAxis(((int Before, int After) First, (int Before, int After) Second, (int Before, int After) Third) pairs) =>
        new([pairs.First.Before, pairs.First.After, pairs.Second.Before, pairs.Second.After, pairs.Third.Before, pairs.Third.After]);

    /// <summary>One number for each axis.</summary>
    /// <param name="rank">The number of axes.</param>
    /// <param name="what">What the numbers are, for the message.</param>
    /// <param name="smallest">The smallest number that is allowed.</param>
    internal int[] Expand(int rank, string what, int smallest = 1)
    {
        int[] numbers = Numbers.Length == 1 ? [.. Enumerable.Repeat(Numbers[0], rank)] : Numbers.ToArray();
        if (numbers.Length != rank) throw new ArgumentException($"The {what} needs one number, or {rank}, one for each axis; it is {this}.");
        return numbers.All(number => number >= smallest) ? numbers : throw new ArgumentOutOfRangeException(what, $"The {what} needs numbers of {smallest} or more; it is {this}.");
    }

    /// <summary>Two numbers for each axis, before and after it.</summary>
    internal (int Before, int After)[] ExpandPairs(int rank, string what)
    {
        int[] numbers = Numbers.Length switch
        {
            1 => [.. Enumerable.Repeat(Numbers[0], 2 * rank)],
            int count when count == 2 * rank => Numbers.ToArray(),
            int count when count == rank => [.. Numbers.ToArray().SelectMany(number => new[] { number, number })],
            _ => throw new ArgumentException($"The {what} needs one number, one for each of {rank} axes, or as many pairs (before, after); it is {this}."),
        };
        if (!numbers.All(number => number >= 0)) throw new ArgumentOutOfRangeException(what, $"The {what} needs numbers of 0 or more; it is {this}.");
        return [.. numbers.Chunk(2).Select(pair => (pair[0], pair[1]))];
    }

    /// <summary>Whether all numbers are equal.</summary>
    public bool Equals(PerAxis other) => Numbers.SequenceEqual(other.Numbers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PerAxis other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int number in Numbers) hash.Add(number);
        return hash.ToHashCode();
    }

    /// <summary>The numbers as given.</summary>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_numbers ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The numbers in parentheses: "(3, 5)".</summary>
    public override string ToString() => $"({string.Join(", ", _numbers ?? [])})";

    /// <summary>Whether all numbers are equal.</summary>
    public static bool operator ==(PerAxis left, PerAxis right) => left.Equals(right);

    /// <summary>Whether any number differs.</summary>
    public static bool operator !=(PerAxis left, PerAxis right) => !left.Equals(right);
}
