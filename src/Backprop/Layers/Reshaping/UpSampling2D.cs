using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Larger images: (batch, height, width, channels). Between the cells, the nearest cell or the mean of those around.</summary>
/// <inheritdoc cref="UpSampling"/>
public sealed class UpSampling2D : UpSampling
{
    /// <summary>Describes the layer.</summary>
    /// <param name="size">How often each cell stands there, one number for both axes or one for each. Default 2.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="interpolation">How the image is read between its cells. Default the nearest cell.</param>
    /// <param name="name">The name. Default up_sampling2d, up_sampling2d_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentException">A number is below 1, or there are too many.</exception>
    public UpSampling2D(PerAxis? size = null, DataFormat dataFormat = DataFormat.ChannelsLast, Interpolation interpolation = Interpolation.Nearest, string? name = null, DType? dtype = null)
        : base(2, size, dataFormat, name, dtype) => Interpolation = interpolation;

    /// <summary>How the image is read between its cells.</summary>
    public Interpolation Interpolation { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().SetOption("interpolation", Interpolation);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static UpSampling2D FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Ints("size", 2, 2), config.Option("data_format", DataFormat.ChannelsLast), config.Option("interpolation", Interpolation.Nearest));
    }

    private protected override Node CallChannelsLast(Node x, CallContext context) => Interpolation == Interpolation.Nearest
        ? base.CallChannelsLast(x, context)
        : Functions.Resize(x, x.Shape[1] * Size.Numbers[0], x.Shape[2] * Size.Numbers[1], Interpolation);
}
