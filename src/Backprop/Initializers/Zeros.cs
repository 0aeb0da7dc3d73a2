using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Initializers;

/// <summary>Every number is 0: the usual start of a bias.</summary>
public sealed class Zeros : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(Shape shape, DType dtype, RandomSource random) => new(dtype, shape);

    /// <summary>The object that <see cref="Initializer.GetConfig"/> describes.</summary>
    public static Zeros FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
