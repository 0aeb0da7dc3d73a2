using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Initializers;

/// <summary>Truncated normal with variance 1/in. Source: Y. LeCun et al. (1998).</summary>
/// <param name="seed">A seed of its own: every weight then starts with the same numbers. Default the model's.</param>
public sealed class LecunNormal(long? seed = null) : Initializer
{
    private readonly VarianceScaling _scaling = new(1, FanMode.FanIn, ScalingDistribution.TruncatedNormal, seed);

    /// <summary>A seed of its own, or null for the model's.</summary>
    public long? Seed => _scaling.Seed;

    /// <inheritdoc/>
    public override Tensor Create(Shape shape, DType dtype, RandomSource random) => _scaling.Create(shape, dtype, random);

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("seed", Seed).Set("input_axes", (string?)null).Set("output_axes", (string?)null);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static LecunNormal FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Unsupported("input_axes", "output_axes").OptionalLong("seed"));
    }
}
