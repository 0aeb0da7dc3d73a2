using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Initializers;

/// <summary>Every number is 1.</summary>
public sealed class Ones : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(Shape shape, DType dtype, RandomSource random) => Tensor.Full(1, dtype, shape);

    /// <summary>The object that <see cref="Initializer.GetConfig"/> describes.</summary>
    public static Ones FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
