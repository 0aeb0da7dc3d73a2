using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>In training each number is multiplied by a normal random number with mean 1 and deviation √(rate/(1 − rate)), that of dropout; otherwise nothing happens. Source: N. Srivastava et al. (2014); keras/src/layers/regularization/gaussian_dropout.py.</summary>
public sealed class GaussianDropout : Layer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="rate">The rate of the dropout that has this deviation, 0 to 1; with 1 there is no finite one, and training is refused.</param>
    /// <param name="seed">A seed of its own. Default the model's.</param>
    /// <param name="name">The name. Default gaussian_dropout, gaussian_dropout_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not between 0 and 1.</exception>
    public GaussianDropout(double rate, long? seed = null, string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        if (!(rate is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(rate), $"The rate of dropout is a probability from 0 to 1, not {rate}.");
        (Rate, Seed) = (rate, seed);
    }

    /// <summary>The rate of the dropout that has this deviation.</summary>
    public double Rate { get; }

    /// <summary>A seed of its own, or null for the model's.</summary>
    public long? Seed { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("rate", Rate).Set("seed", Seed);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static GaussianDropout FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("rate"), config.OptionalLong("seed"));
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        if (!context.Training || Rate == 0) return x;
        if (Rate == 1) throw new ArgumentException("its rate is 1, for which the noise would be infinite; it expects a rate below 1");
        return x * RandomNormal(context.NextOrigin(Seed), context.Step, x.Shape, x.DType, mean: 1, deviation: Math.Sqrt(Rate / (1 - Rate)));
    }
}
