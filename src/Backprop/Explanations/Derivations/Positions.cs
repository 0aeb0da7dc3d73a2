using Backprop.Tensors;

namespace Backprop.Explanations.Derivations;

/// <summary>From the position of an element, row by row, to its index along each axis and back.</summary>
internal static class Positions
{
    public static int[] Index(Shape shape, int element)
    {
        var index = new int[shape.Rank];
        for (int axis = index.Length - 1; axis >= 0; axis--) (element, index[axis]) = Math.DivRem(element, shape[axis]);
        return index;
    }

    /// <summary>The position of an index.</summary>
    /// <exception cref="ArgumentException">The index has another number of axes, or lies outside.</exception>
    public static int Element(Shape shape, string name, ReadOnlySpan<int> index)
    {
        if (index.Length != shape.Rank) throw new ArgumentException($"{name} has shape {shape}: an element has {shape.Rank} {(shape.Rank == 1 ? "index" : "indices")}, not {index.Length}.", nameof(index));
        int element = 0;
        for (int axis = 0; axis < index.Length; axis++)
        {
            if ((uint)index[axis] >= (uint)shape[axis]) throw new ArgumentException($"{name} has shape {shape}: index {index[axis]} of axis {axis} is outside.", nameof(index));
            element = element * shape[axis] + index[axis];
        }

        return element;
    }

    /// <summary>Where an element of a broadcast result comes from.</summary>
    public static int Source(Shape from, Shape to, int element)
    {
        int[] index = Index(to, element);
        int source = 0;
        for (int axis = 0; axis < from.Rank; axis++) source = source * from[axis] + (from[axis] == 1 ? 0 : index[axis + to.Rank - from.Rank]);
        return source;
    }
}
