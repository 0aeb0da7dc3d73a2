using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Initializers;

/// <summary>Uniform numbers.</summary>
/// <param name="minval">The smallest. Default −0.05.</param>
/// <param name="maxval">What all lie below. Default 0.05.</param>
/// <param name="seed">A seed of its own: every weight then starts with the same numbers. Default the model's.</param>
public sealed class RandomUniform(double minval = -0.05, double maxval = 0.05, long? seed = null) : Initializer
{
    /// <summary>The smallest.</summary>
    public double Minval => minval;

    /// <summary>What all lie below.</summary>
    public double Maxval => maxval;

    /// <summary>A seed of its own, or null for the model's.</summary>
    public long? Seed => seed;

    /// <inheritdoc/>
    public override Tensor Create(Shape shape, DType dtype, RandomSource random) =>
        (seed is { } own ? new RandomSource(own) : random).Uniform(shape, dtype, minval, maxval);

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("seed", seed).Set("minval", minval).Set("maxval", maxval);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static RandomUniform FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("minval", -0.05), config.Double("maxval", 0.05), config.OptionalLong("seed"));
    }
}
