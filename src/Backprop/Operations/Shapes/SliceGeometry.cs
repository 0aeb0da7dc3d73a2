using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>Where the elements of a regular part lie in a larger tensor: along each axis a begin, a count and a step.</summary>
internal readonly struct SliceGeometry : IEquatable<SliceGeometry>
{
    public SliceGeometry(IReadOnlyList<int> begins, Shape counts, IReadOnlyList<int> steps)
    {
        ArgumentNullException.ThrowIfNull(begins);
        ArgumentNullException.ThrowIfNull(steps);
        if (begins.Count != counts.Rank || steps.Count != counts.Rank) throw new ArgumentException($"A part of {counts.Rank} axes needs as many begins and steps, not {begins.Count} and {steps.Count}.");
        if (steps.Contains(0)) throw new ArgumentException("A step must not be 0.", nameof(steps));
        (Begins, Counts, Steps) = (new Integers([.. begins]), counts, new Integers([.. steps]));
    }

    public Integers Begins { get; }

    public Shape Counts { get; }

    public Integers Steps { get; }

    /// <summary>Begin and count along an axis of some length, by Python's rules.</summary>
    public static (int Begin, int Count) Resolve(int length, int? begin, int? end, int step)
    {
        if (step == 0) throw new ArgumentException("A step must not be 0.", nameof(step));
        // Going backwards, the edges are the last element and the place before the first.
        (int low, int high) = step > 0 ? (0, length) : (-1, length - 1);
        int first = Clip(begin, step > 0 ? low : high);
        int stop = Clip(end, step > 0 ? high : low);
        long distance = step > 0 ? (long)stop - first : (long)first - stop;
        int count = distance <= 0 ? 0 : (int)((distance - 1) / Math.Abs((long)step) + 1);
        return (count == 0 ? 0 : first, count);

        int Clip(int? index, int otherwise) => index is not { } i ? otherwise : Math.Clamp(i < 0 ? i + length : i, low, high);
    }

    public bool LiesWithin(Shape shape)
    {
        if (shape.Rank != Counts.Rank) return false;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (Counts[axis] == 0) continue;
            long last = Begins[axis] + (long)(Counts[axis] - 1) * Steps[axis];
            if (Begins[axis] < 0 || Begins[axis] >= shape[axis] || last < 0 || last >= shape[axis]) return false;
        }

        return true;
    }

    /// <summary>The position of the first element.</summary>
    public long Offset(Shape shape)
    {
        if (Counts.Size == 0) return 0;
        long[] strides = shape.Strides();
        long offset = 0;
        for (int axis = 0; axis < strides.Length; axis++) offset += strides[axis] * Begins[axis];
        return offset;
    }

    /// <summary>How far apart the elements lie along each axis.</summary>
    public long[] Strides(Shape shape)
    {
        long[] strides = shape.Strides();
        for (int axis = 0; axis < strides.Length; axis++) strides[axis] *= Steps[axis];
        return strides;
    }

    /// <summary>Whether the part is one run of neighbours in memory, such as some rows of a table.</summary>
    public bool IsOneRun(Shape shape)
    {
        if (Counts.Size == 0) return true;
        bool single = true;
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            // In front single elements, then one axis in part, then whole axes.
            if (Counts[axis] != 1 && Steps[axis] != 1) return false;
            if (!single && Counts[axis] != shape[axis]) return false;
            if (Counts[axis] != 1) single = false;
        }

        return true;
    }

    public bool Equals(SliceGeometry other) => Begins.Equals(other.Begins) && Counts == other.Counts && Steps.Equals(other.Steps);

    public override bool Equals(object? obj) => obj is SliceGeometry other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Begins, Counts, Steps);

    /// <summary>As Python writes it, "0:4, 6:0:-2"; the end is the one just behind the last element.</summary>
    public override string ToString()
    {
        SliceGeometry geometry = this;
        return string.Join(", ", Enumerable.Range(0, Counts.Rank).Select(Axis));

        string Axis(int axis)
        {
            (int begin, int step) = (geometry.Begins[axis], geometry.Steps[axis]);
            int end = geometry.Counts[axis] == 0 ? begin : begin + (geometry.Counts[axis] - 1) * step + Math.Sign(step);
            string stop = end < 0 ? "" : end.ToString();
            return step == 1 ? $"{begin}:{stop}" : $"{begin}:{stop}:{step}";
        }
    }
}
