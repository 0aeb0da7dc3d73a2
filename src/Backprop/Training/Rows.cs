using Backprop.Tensors;

namespace Backprop.Training;

/// <summary>Takes and joins rows of tensors: samples, along the first axis.</summary>
internal static class Rows
{
    /// <summary>All rows one after the other in a new tensor.</summary>
    /// <exception cref="ArgumentException">The parts differ in type or in the shape of a row.</exception>
    public static Tensor Join(IReadOnlyList<Tensor> parts)
    {
        Tensor first = parts[0];
        foreach (Tensor part in parts)
        {
            if (part.DType != first.DType || part.Shape.With(0, 1) != first.Shape.With(0, 1)) throw new ArgumentException($"Parts of shapes {first.Shape} and {part.Shape} do not make one tensor: their rows differ.");
        }

        var joined = new Tensor(first.DType, first.Shape.With(0, parts.Sum(part => part.Shape[0])));
        int start = 0;
        foreach (Tensor part in parts)
        {
            part.CopyTo(joined[start..(start + part.Shape[0])]);
            start += part.Shape[0];
        }

        return joined;
    }
}
