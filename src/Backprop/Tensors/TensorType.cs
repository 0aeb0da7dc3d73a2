namespace Backprop.Tensors;

/// <summary>What is known of a tensor before its numbers: their type and the shape.</summary>
/// <param name="DType">The type of the numbers.</param>
/// <param name="Shape">The lengths of the axes.</param>
public readonly record struct TensorType(DType DType, Shape Shape)
{
    /// <summary>The bytes that the numbers take.</summary>
    public long Bytes => Shape.Size * DType.Bytes;

    /// <summary>For example "float32 (4, 2)".</summary>
    public override string ToString() => $"{DType.KerasName} {Shape}";
}
