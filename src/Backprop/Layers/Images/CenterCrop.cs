using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// The middle of images. Where an image is smaller, the largest part of it with the same aspect ratio is made larger.
/// <list type="table">
/// <item><term>input</term><description>(batch, any height, any width, channels), or (batch, channels, any height, any width)</description></item>
/// <item><term>output</term><description>(batch, height, width, channels), or (batch, channels, height, width)</description></item>
/// </list>
/// Source: keras/src/layers/preprocessing/image_preprocessing/center_crop.py.
/// </summary>
public sealed class CenterCrop : SpatialLayer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="height">The height of the output, 1 or more.</param>
    /// <param name="width">The width of the output, 1 or more.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="name">The name. Default center_crop, center_crop_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is below 1.</exception>
    public CenterCrop(int height, int width, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, DType? dtype = null)
        : base(2, dataFormat, name, dtype)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        (Height, Width) = (height, width);
    }

    /// <summary>The height of the output.</summary>
    public int Height { get; }

    /// <summary>The width of the output.</summary>
    public int Width { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("height", Height).Set("width", Width).SetOption("data_format", DataFormat);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static CenterCrop FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Int("height"), config.Int("width"), config.Option("data_format", DataFormat.ChannelsLast));
    }

    private protected override Node CallChannelsLast(Node x, CallContext context) => x.Shape[1] >= Height && x.Shape[2] >= Width
        ? AspectRatio.Middle(x, Height, Width)
        : Functions.Resize(AspectRatio.Crop(x, Height, Width), Height, Width);
}
