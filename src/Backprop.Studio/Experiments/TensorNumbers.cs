using Backprop.Tensors;

namespace Backprop.Studio.Experiments;

/// <summary>The numbers of tensors one by one, whatever their type.</summary>
internal static class TensorNumbers
{
    /// <summary>The number at a position, row by row.</summary>
    public static double At(this Tensor tensor, int element) =>
        tensor.DType == DType.Float64 ? tensor.AsSpan<double>()[element] : tensor.DType == DType.Float32 ? tensor.AsSpan<float>()[element] : tensor.GetDouble(tensor.Shape.IndexOf(element));

    /// <summary>The index along each axis of a position.</summary>
    public static int[] IndexOf(this Shape shape, int element)
    {
        var index = new int[shape.Rank];
        for (int axis = index.Length - 1; axis >= 0; axis--) (element, index[axis]) = Math.DivRem(element, shape[axis]);
        return index;
    }

    /// <summary>The name of one number: "dense/kernel[0,1]".</summary>
    public static string NameOf(this Shape shape, string name, int element) => $"{name}[{string.Join(',', shape.IndexOf(element))}]";
}
