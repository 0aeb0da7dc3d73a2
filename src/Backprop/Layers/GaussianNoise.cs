using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>In training a normal random number with mean 0 is added to each number; otherwise nothing happens. Source: keras/src/layers/regularization/gaussian_noise.py.</summary>
public sealed class GaussianNoise : Layer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="stddev">The standard deviation of the noise, 0 to 1.</param>
    /// <param name="seed">A seed of its own. Default the model's.</param>
    /// <param name="name">The name. Default gaussian_noise, gaussian_noise_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The stddev is not between 0 and 1.</exception>
    public GaussianNoise(double stddev, long? seed = null, string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        if (!(stddev is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(stddev), $"The deviation of the noise is a number from 0 to 1, not {stddev}.");
        (Stddev, Seed) = (stddev, seed);
    }

    /// <summary>The standard deviation of the noise.</summary>
    public double Stddev { get; }

    /// <summary>A seed of its own, or null for the model's.</summary>
    public long? Seed { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("stddev", Stddev).Set("seed", Seed);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static GaussianNoise FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("stddev"), config.OptionalLong("seed"));
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        if (!context.Training || Stddev == 0) return x;
        return x + RandomNormal(context.NextOrigin(Seed), context.Step, x.Shape, x.DType, deviation: Stddev);
    }
}
