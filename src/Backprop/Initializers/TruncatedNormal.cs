using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Initializers;

/// <summary>Normal numbers within two deviations of the mean.</summary>
/// <param name="mean">The mean. Default 0.</param>
/// <param name="stddev">The deviation. Default 0.05.</param>
/// <param name="seed">A seed of its own: every weight then starts with the same numbers. Default the model's.</param>
public sealed class TruncatedNormal(double mean = 0, double stddev = 0.05, long? seed = null) : Initializer
{
    /// <summary>The mean.</summary>
    public double Mean => mean;

    /// <summary>The deviation.</summary>
    public double Stddev => stddev;

    /// <summary>A seed of its own, or null for the model's.</summary>
    public long? Seed => seed;

    /// <inheritdoc/>
    public override Tensor Create(Shape shape, DType dtype, RandomSource random) =>
        (seed is { } own ? new RandomSource(own) : random).TruncatedNormal(shape, dtype, mean, stddev);

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("seed", seed).Set("mean", mean).Set("stddev", stddev);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static TruncatedNormal FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("mean", 0), config.Double("stddev", 0.05), config.OptionalLong("seed"));
    }
}
