using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// Dropout for networks with "selu": in training each number becomes α′ = −λα with probability p, the rate, and all are then scaled and shifted so that mean 0
/// and variance 1 stay: a·x + b, a = ((1 − p)(1 + p·α′²))^(−1/2), b = −a·α′·p. Otherwise nothing happens.
/// Source: G. Klambauer et al. (2017); keras/src/layers/regularization/alpha_dropout.py.
/// </summary>
public sealed class AlphaDropout : Layer
{
    // −λα with the constants of selu: what selu tends to far below 0.
    private const double Saturation = -1.0507009873554804934193349852946 * 1.6732632423543772848170429916717;

    /// <summary>Describes the layer.</summary>
    /// <param name="rate">The probability, 0 to 1; with 1 nothing would be left, and training is refused.</param>
    /// <param name="noiseShape">The shape in which numbers are dropped, broadcast over the input; −1 stands for the input's length. Default that of the input.</param>
    /// <param name="seed">A seed of its own. Default the model's.</param>
    /// <param name="name">The name. Default alpha_dropout, alpha_dropout_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not between 0 and 1.</exception>
    public AlphaDropout(double rate, Shape? noiseShape = null, long? seed = null, string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        if (!(rate is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(rate), $"The rate of dropout is a probability from 0 to 1, not {rate}.");
        (Rate, NoiseShape, Seed) = (rate, noiseShape, seed);
    }

    /// <summary>The probability that a number is dropped.</summary>
    public double Rate { get; }

    /// <summary>The shape in which numbers are dropped, or null for that of the input.</summary>
    public Shape? NoiseShape { get; }

    /// <summary>A seed of its own, or null for the model's.</summary>
    public long? Seed { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("rate", Rate).Set("seed", Seed).Set("noise_shape", NoiseShape is { } shape ? Config.ShapeJson(shape) : null);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static AlphaDropout FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("rate"), config.OptionalShape("noise_shape"), config.OptionalLong("seed"));
    }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        if (!context.Training || Rate == 0) return x;
        if (Rate == 1) throw new ArgumentException("its rate is 1, which leaves nothing to scale; it expects a rate below 1");
        double a = 1 / Math.Sqrt((1 - Rate) * (1 + Rate * Saturation * Saturation));
        Node drawn = RandomUniform(context.NextOrigin(Seed), context.Step, Dropout.DrawnShape(NoiseShape, x.Shape), x.DType);
        return a * Where(GreaterEqual(drawn, Rate), x, Like(x, Saturation)) + -a * Saturation * Rate;
    }
}
