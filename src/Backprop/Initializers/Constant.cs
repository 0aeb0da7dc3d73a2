using Backprop.Tensors;

namespace Backprop.Initializers;

/// <summary>Every number is the same.</summary>
/// <param name="value">The number. Default 0.</param>
public sealed class Constant(double value = 0) : Initializer
{
    /// <summary>The number.</summary>
    public double Value => value;

    /// <inheritdoc/>
    public override Tensor Create(Shape shape, DType dtype, RandomSource random) => Tensor.Full(value, dtype, shape);
}
