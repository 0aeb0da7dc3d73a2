using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// In training each number becomes 0 with probability rate, and the others are divided by 1 − rate, so that sums stay what they are on average.
/// Otherwise nothing happens. Source: N. Srivastava et al. (2014); keras/src/layers/regularization/dropout.py.
/// </summary>
public sealed class Dropout : Layer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="rate">The probability, 0 to 1. With 1 everything becomes 0.</param>
    /// <param name="noiseShape">The shape in which zeros are drawn, broadcast over the input; −1 stands for the input's length. Default that of the input.</param>
    /// <param name="seed">A seed of its own. Default the model's.</param>
    /// <param name="name">The name. Default dropout, dropout_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not between 0 and 1.</exception>
    public Dropout(double rate, Shape? noiseShape = null, long? seed = null, string? name = null, DType? dtype = null)
        : base(name, dtype)
    {
        if (!(rate is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(rate), $"The rate of dropout is a probability from 0 to 1, not {rate}.");
        (Rate, NoiseShape, Seed) = (rate, noiseShape, seed);
    }

    /// <summary>The probability that a number becomes 0.</summary>
    public double Rate { get; }

    /// <summary>The shape in which zeros are drawn, or null for that of the input.</summary>
    public Shape? NoiseShape { get; }

    /// <summary>A seed of its own, or null for the model's.</summary>
    public long? Seed { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("rate", Rate).Set("seed", Seed).Set("noise_shape", NoiseShape is { } shape ? Config.ShapeJson(shape) : null);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Dropout FromConfig(Config config)
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
        Node zero = Like(x, 0);
        if (Rate == 1) return BroadcastTo(zero, x.Shape);
        Node drawn = RandomUniform(context.NextOrigin(Seed), context.Step, DrawnShape(NoiseShape, x.Shape), x.DType);
        return Where(GreaterEqual(drawn, Rate), x / (1 - Rate), zero);
    }

    /// <summary>The shape in which numbers are drawn for an input.</summary>
    internal static Shape DrawnShape(Shape? noiseShape, Shape input)
    {
        if (noiseShape is not { } shape) return input;
        if (shape.Rank != input.Rank) throw new ArgumentException($"its noise shape is {shape}, so it expects {shape.Rank} axes");
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            if (shape[axis] == Shape.Unknown) shape = shape.With(axis, input[axis]);
        }

        return shape;
    }
}
