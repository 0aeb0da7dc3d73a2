using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Initializers;

/// <summary>Every number is the same.</summary>
/// <param name="value">The number. Default 0.</param>
public sealed class Constant(double value = 0) : Initializer
{
    /// <summary>The number.</summary>
    public double Value => value;

    /// <inheritdoc/>
    public override Tensor Create(Shape shape, DType dtype, RandomSource random) => Tensor.Full(value, dtype, shape);

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("value", value);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static Constant FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("value", 0));
    }
}
