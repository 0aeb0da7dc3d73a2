using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// Dropout of whole channels: in training each channel of a sample becomes 0 with probability rate, and the others are divided by 1 − rate.
/// Neighbouring cells are alike, so that dropping single ones would hide nothing.
/// Source: J. Tompson et al. (2014); keras/src/layers/regularization/spatial_dropout.py.
/// </summary>
public abstract class SpatialDropout : SpatialLayer
{
    private protected SpatialDropout(int rank, double rate, DataFormat dataFormat, long? seed, string? name, DType? dtype)
        : base(rank, dataFormat, name, dtype)
    {
        if (!(rate is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(rate), $"The rate of dropout is a probability from 0 to 1, not {rate}.");
        (Rate, Seed) = (rate, seed);
    }

    private protected SpatialDropout(int rank, Config config)
        : this(rank, config.Double("rate"), config.Option("data_format", DataFormat.ChannelsLast), config.OptionalLong("seed"), null, null)
    {
    }

    /// <summary>The probability that a channel becomes 0.</summary>
    public double Rate { get; }

    /// <summary>A seed of its own, or null for the model's.</summary>
    public long? Seed { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <summary>Without "trainable", which Keras' class does not take.</summary>
    /// <inheritdoc/>
    public override Config GetConfig()
    {
        Config config = new Config().Set("rate", Rate).Set("seed", Seed).Set("name", Name).Set("dtype", DType.KerasName);
        return Rank == 1 ? config : config.SetOption("data_format", DataFormat);
    }

    private protected sealed override Node CallChannelsLast(Node x, CallContext context)
    {
        if (!context.Training || Rate == 0) return x;
        Node zero = Functions.Like(x, 0);
        if (Rate == 1) return Functions.BroadcastTo(zero, x.Shape);
        Shape channels = Shape.Create([x.Shape[0], .. Enumerable.Repeat(1, Rank), x.Shape[-1]]);
        Node drawn = Functions.RandomUniform(context.NextOrigin(Seed), context.Step, channels, x.DType);
        return Functions.Where(Functions.GreaterEqual(drawn, Rate), x / (1 - Rate), zero);
    }
}
