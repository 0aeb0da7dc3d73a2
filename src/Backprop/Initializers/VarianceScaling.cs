using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Initializers;

/// <summary>Which count of connections <see cref="VarianceScaling"/> divides by.</summary>
public enum FanMode
{
    /// <summary>The inputs of a unit.</summary>
    FanIn,

    /// <summary>The outputs that an input reaches.</summary>
    FanOut,

    /// <summary>The mean of both.</summary>
    FanAvg,
}

/// <summary>The distribution that <see cref="VarianceScaling"/> draws from.</summary>
public enum ScalingDistribution
{
    /// <summary>Normal, cut at two deviations, then widened so that the variance is s again.</summary>
    TruncatedNormal,

    /// <summary>Normal with variance s.</summary>
    UntruncatedNormal,

    /// <summary>Uniform between -√(3s) and √(3s).</summary>
    Uniform,
}

/// <summary>
/// Random numbers whose variance s = scale / max(1, fan) keeps signals about equally strong from layer to layer.
/// Fans of a weight of shape (…, in, out): in and out, each times the product of the axes before them; of one axis, its length twice.
/// Source: keras/src/initializers/random_initializers.py.
/// </summary>
public sealed class VarianceScaling : Initializer
{
    /// <summary>The deviation of a standard normal distribution cut at ±2: scipy.stats.truncnorm.std(-2, 2).</summary>
    private const double TruncatedDeviation = 0.87962566103423978;

    /// <summary>Describes the distribution.</summary>
    /// <param name="scale">A positive factor of the variance. Default 1.</param>
    /// <param name="mode">What the variance is divided by. Default the inputs.</param>
    /// <param name="distribution">The distribution. Default truncated normal.</param>
    /// <param name="seed">A seed of its own: every weight then starts with the same numbers. Default the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not positive.</exception>
    public VarianceScaling(double scale = 1, FanMode mode = FanMode.FanIn, ScalingDistribution distribution = ScalingDistribution.TruncatedNormal, long? seed = null)
    {
        if (!(scale > 0 && double.IsFinite(scale))) throw new ArgumentOutOfRangeException(nameof(scale), $"The scale must be a positive number, not {scale}.");
        (Scale, Mode, Distribution, Seed) = (scale, mode, distribution, seed);
    }

    /// <summary>The factor of the variance.</summary>
    public double Scale { get; }

    /// <summary>What the variance is divided by.</summary>
    public FanMode Mode { get; }

    /// <summary>The distribution.</summary>
    public ScalingDistribution Distribution { get; }

    /// <summary>A seed of its own, or null for the model's.</summary>
    public long? Seed { get; }

    /// <inheritdoc/>
    public override Tensor Create(Shape shape, DType dtype, RandomSource random)
    {
        (double fanIn, double fanOut) = Fans(shape);
        double fan = Mode switch { FanMode.FanIn => fanIn, FanMode.FanOut => fanOut, _ => (fanIn + fanOut) / 2 };
        double variance = Scale / Math.Max(1, fan);
        RandomSource source = Seed is { } seed ? new RandomSource(seed) : random;
        return Distribution switch
        {
            ScalingDistribution.TruncatedNormal => source.TruncatedNormal(shape, dtype, 0, Math.Sqrt(variance) / TruncatedDeviation),
            ScalingDistribution.UntruncatedNormal => source.Normal(shape, dtype, 0, Math.Sqrt(variance)),
            _ => source.Uniform(shape, dtype, -Math.Sqrt(3 * variance), Math.Sqrt(3 * variance)),
        };
    }

    private static (double In, double Out) Fans(Shape shape)
    {
        if (shape.Rank == 0) return (1, 1);
        if (shape.Rank == 1) return (shape[0], shape[0]);
        double receptive = shape[..^2].Size;
        return (shape[-2] * receptive, shape[-1] * receptive);
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig()
        .Set("seed", Seed).Set("scale", Scale)
        .Set("mode", Mode switch { FanMode.FanIn => "fan_in", FanMode.FanOut => "fan_out", _ => "fan_avg" })
        .Set("distribution", KerasNames.SnakeCase(Distribution.ToString()))
        .Set("input_axes", (string?)null).Set("output_axes", (string?)null);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static VarianceScaling FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Unsupported("input_axes", "output_axes");
        FanMode mode = config.Text("mode", "fan_in") switch
        {
            "fan_in" => FanMode.FanIn,
            "fan_out" => FanMode.FanOut,
            "fan_avg" => FanMode.FanAvg,
            _ => throw config.Wrong("mode", "\"fan_in\", \"fan_out\" or \"fan_avg\""),
        };
        ScalingDistribution distribution = config.Text("distribution", "truncated_normal") switch
        {
            "normal" or "truncated_normal" => ScalingDistribution.TruncatedNormal,
            "untruncated_normal" => ScalingDistribution.UntruncatedNormal,
            "uniform" => ScalingDistribution.Uniform,
            _ => throw config.Wrong("distribution", "\"truncated_normal\", \"untruncated_normal\" or \"uniform\""),
        };
        return new(config.Double("scale", 1), mode, distribution, config.OptionalLong("seed"));
    }
}
