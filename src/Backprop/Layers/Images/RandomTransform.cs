using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// In training each image is turned, shifted or stretched by chance, so that a model sees more than there is; otherwise nothing happens.
/// <list type="table">
/// <item><term>input</term><description>(batch, height, width, channels), or (batch, channels, height, width)</description></item>
/// <item><term>output</term><description>the same</description></item>
/// </list>
/// </summary>
public abstract class RandomTransform : SpatialLayer
{
    private protected RandomTransform(FillMode fillMode, Interpolation interpolation, long? seed, double fillValue, DataFormat dataFormat, string? name, DType? dtype)
        : base(2, dataFormat, name, dtype) => (FillMode, Interpolation, Seed, FillValue) = (fillMode, interpolation, seed, fillValue);

    private protected RandomTransform(Config config)
        : this(config.Option("fill_mode", FillMode.Reflect), config.Option("interpolation", Interpolation.Bilinear), config.OptionalLong("seed"), config.Double("fill_value", 0), config.Option("data_format", DataFormat.ChannelsLast), null, null)
    {
    }

    /// <summary>What an image shows beyond its edges.</summary>
    public FillMode FillMode { get; }

    /// <summary>How an image is read between its cells.</summary>
    public Interpolation Interpolation { get; }

    /// <summary>A seed of its own, or null for the model's.</summary>
    public long? Seed { get; }

    /// <summary>What an image shows beyond its edges with <see cref="FillMode.Constant"/>.</summary>
    public double FillValue { get; }

    /// <summary>Writes what all of these layers share.</summary>
    private protected Config Describe(Config config) => config
        .SetOption("fill_mode", FillMode).SetOption("interpolation", Interpolation).Set("seed", Seed).Set("fill_value", FillValue).SetOption("data_format", DataFormat);

    /// <summary>The six numbers that say where each image is read, see <see cref="Functions.AffineTransform"/>.</summary>
    private protected abstract Node[] Transform(int height, int width, Func<FactorRange, Node> draw, DType dtype);

    private protected sealed override Node CallChannelsLast(Node x, CallContext context)
    {
        if (!context.Training) return x;
        Node[] transform = Transform(x.Shape[1], x.Shape[2], Draw, x.DType);
        return Functions.AffineTransform(x, transform, Interpolation, FillMode, FillValue);

        Node Draw(FactorRange range)
        {
            Node drawn = Functions.RandomUniform(context.NextOrigin(Seed), context.Step, [x.Shape[0], 1, 1], x.DType);
            return drawn * (range.Upper - range.Lower) + range.Lower;
        }
    }
}
