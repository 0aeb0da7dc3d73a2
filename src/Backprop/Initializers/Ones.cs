using Backprop.Tensors;

namespace Backprop.Initializers;

/// <summary>Every number is 1.</summary>
public sealed class Ones : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(Shape shape, DType dtype, RandomSource random) => Tensor.Full(1, dtype, shape);
}
