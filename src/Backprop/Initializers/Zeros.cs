using Backprop.Tensors;

namespace Backprop.Initializers;

/// <summary>Every number is 0: the usual start of a bias.</summary>
public sealed class Zeros : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(Shape shape, DType dtype, RandomSource random) => new(dtype, shape);
}
