using System.Collections;
using System.Runtime.CompilerServices;

namespace Backprop.Tensors;

/// <summary>
/// The lengths of a tensor's axes, outermost first: a table of 4 rows and 2 columns has shape (4, 2), a single number ().
/// Where a layer describes what it accepts, <see cref="Unknown"/> stands for a length that is not fixed yet, such as the batch.
/// Two shapes are equal when all lengths are.
/// </summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public readonly struct Shape : IEquatable<Shape>, IReadOnlyList<int>
{
    /// <summary>A length that is not fixed yet; prints as "None", as in Keras.</summary>
    public const int Unknown = -1;

    private readonly int[]? _lengths;

    private Shape(int[] lengths) => _lengths = lengths;

    /// <summary>The shape () of a single number.</summary>
    public static Shape Scalar => default;

    /// <summary>The number of axes.</summary>
    public int Rank => _lengths?.Length ?? 0;

    int IReadOnlyCollection<int>.Count => Rank;

    /// <summary>The lengths as a span.</summary>
    public ReadOnlySpan<int> Lengths => _lengths;

    /// <summary>The product of the lengths: the number of elements; 1 for (), 0 when any length is 0.</summary>
    /// <exception cref="InvalidOperationException">A length is unknown.</exception>
    /// <exception cref="OverflowException">The product exceeds 2^63 − 1.</exception>
    public long Size
    {
        get
        {
            long size = 1;
            foreach (int length in Lengths)
            {
                if (length < 0) throw new InvalidOperationException($"The shape {this} has no size: a length is not known yet.");
                size = checked(size * length);
            }

            return size;
        }
    }

    /// <summary>Whether every length is known.</summary>
    public bool IsKnown => !Lengths.Contains(Unknown);

    /// <summary>The length of an axis; negative axes count from the end, so −1 is the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int this[int axis] => _lengths is null ? throw NoAxis(axis) : _lengths[Axis(axis)];

    /// <summary>The lengths from one axis to another.</summary>
    public Shape this[Range range] => Create(Lengths[range]);

    /// <summary>A shape with the given lengths, also written <c>[4, 2]</c>.</summary>
    /// <exception cref="ArgumentException">A length is negative and not <see cref="Unknown"/>.</exception>
    public static Shape Create(ReadOnlySpan<int> lengths)
    {
        foreach (int length in lengths)
        {
            if (length < Unknown) throw new ArgumentException($"The length of an axis must be 0 or more, not {length}.", nameof(lengths));
        }

        return lengths.IsEmpty ? default : new Shape(lengths.ToArray());
    }

    /// <summary>The index of an axis from the front, 0 … rank − 1, when −1 stands for the last.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such axis.</exception>
    public int Axis(int axis)
    {
        int index = axis < 0 ? axis + Rank : axis;
        return (uint)index < (uint)Rank ? index : throw NoAxis(axis);
    }

    /// <summary>This shape with the length of one axis replaced.</summary>
    public Shape With(int axis, int length)
    {
        int[] lengths = Lengths.ToArray();
        lengths[Axis(axis)] = length;
        return Create(lengths);
    }

    /// <summary>This shape with an axis inserted before <paramref name="axis"/>; −1 appends.</summary>
    public Shape Insert(int axis, int length)
    {
        List<int> lengths = [.. Lengths];
        lengths.Insert(axis < 0 ? axis + Rank + 1 : axis, length);
        return Create([.. lengths]);
    }

    /// <summary>This shape without one axis.</summary>
    public Shape Remove(int axis)
    {
        List<int> lengths = [.. Lengths];
        lengths.RemoveAt(Axis(axis));
        return Create([.. lengths]);
    }

    /// <summary>The axes of this shape followed by those of another.</summary>
    public Shape Concat(Shape other) => Create([.. Lengths, .. other.Lengths]);

    /// <summary>Row-major strides, in elements: how far apart neighbours along each axis lie.</summary>
    public long[] Strides()
    {
        var strides = new long[Rank];
        long stride = 1;
        for (int axis = Rank - 1; axis >= 0; axis--)
        {
            strides[axis] = stride;
            stride *= this[axis];
        }

        return strides;
    }

    /// <summary>
    /// The shape of a combination of two shapes, element by element: aligned at the last axis, lengths must be equal, or one of them 1.
    /// Source: NumPy's broadcasting rules.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit together.</exception>
    public static Shape Broadcast(Shape a, Shape b)
    {
        if (a == b) return a;
        var lengths = new int[Math.Max(a.Rank, b.Rank)];
        for (int i = 1; i <= lengths.Length; i++)
        {
            int p = i <= a.Rank ? a[^i] : 1;
            int q = i <= b.Rank ? b[^i] : 1;
            lengths[^i] = p == q || q == 1 ? p : p == 1 ? q
                : throw new ArgumentException($"Shapes {a} and {b} do not fit together: along axis {-i} one has length {p}, the other {q}. Lengths must be equal, or one of them 1.");
        }

        return Create(lengths);
    }

    /// <summary>The length of an axis counted from the end.</summary>
    public int this[Index axis] => Lengths[axis];

    /// <summary>Whether all lengths are equal.</summary>
    public bool Equals(Shape other) => Lengths.SequenceEqual(other.Lengths);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int length in Lengths) hash.Add(length);
        return hash.ToHashCode();
    }

    /// <summary>The lengths in parentheses, as Python writes tuples: "(4, 2)", "(4,)", "()", "(None, 2)".</summary>
    public override string ToString() => Rank == 1 ? $"({Text(this[0])},)" : $"({string.Join(", ", this.Select(Text))})";

    /// <summary>The lengths, outermost first.</summary>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)(_lengths ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Whether all lengths are equal.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether any length differs.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    private static string Text(int length) => length == Unknown ? "None" : length.ToString();

    private ArgumentOutOfRangeException NoAxis(int axis) => new(nameof(axis), $"The shape {this} has no axis {axis}.");
}
