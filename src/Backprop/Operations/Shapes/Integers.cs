namespace Backprop.Operations;

/// <summary>A list of whole numbers that equals another with the same numbers: an attribute of operations.</summary>
internal readonly struct Integers(params int[] values) : IEquatable<Integers>
{
    private readonly int[]? _values = values;

    public ReadOnlySpan<int> Values => _values;

    public int Count => Values.Length;

    public int this[int index] => Values[index];

    public bool Equals(Integers other) => Values.SequenceEqual(other.Values);

    public override bool Equals(object? obj) => obj is Integers other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int value in Values) hash.Add(value);
        return hash.ToHashCode();
    }

    public override string ToString() => $"({string.Join(", ", _values ?? [])})";
}
