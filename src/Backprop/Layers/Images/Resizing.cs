using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// Images in another size.
/// <list type="table">
/// <item><term>input</term><description>(batch, any height, any width, channels), or (batch, channels, any height, any width)</description></item>
/// <item><term>output</term><description>(batch, height, width, channels), or (batch, channels, height, width)</description></item>
/// </list>
/// Source: keras/src/layers/preprocessing/image_preprocessing/resizing.py.
/// </summary>
public sealed class Resizing : SpatialLayer
{
    /// <summary>Describes the layer.</summary>
    /// <param name="height">The new height, 1 or more.</param>
    /// <param name="width">The new width, 1 or more.</param>
    /// <param name="interpolation">How an image is read between its cells. Default bilinear.</param>
    /// <param name="cropToAspectRatio">Whether edges are cut off so that shapes stay what they are. Default false.</param>
    /// <param name="padToAspectRatio">Whether edges are added so that shapes stay what they are. Default false.</param>
    /// <param name="fillValue">What added edges are filled with. Default 0.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="name">The name. Default resizing, resizing_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentException">A length is below 1, or edges are to be cut off and added.</exception>
    public Resizing(int height, int width, Interpolation interpolation = Interpolation.Bilinear, bool cropToAspectRatio = false, bool padToAspectRatio = false, double fillValue = 0, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, DType? dtype = null)
        : base(2, dataFormat, name, dtype)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (cropToAspectRatio && padToAspectRatio) throw new ArgumentException("Edges are either cut off or added, not both: choose cropToAspectRatio or padToAspectRatio.");
        (Height, Width, Interpolation) = (height, width, interpolation);
        (CropToAspectRatio, PadToAspectRatio, FillValue) = (cropToAspectRatio, padToAspectRatio, fillValue);
    }

    /// <summary>The new height.</summary>
    public int Height { get; }

    /// <summary>The new width.</summary>
    public int Width { get; }

    /// <summary>How an image is read between its cells.</summary>
    public Interpolation Interpolation { get; }

    /// <summary>Whether edges are cut off so that shapes stay what they are.</summary>
    public bool CropToAspectRatio { get; }

    /// <summary>Whether edges are added so that shapes stay what they are.</summary>
    public bool PadToAspectRatio { get; }

    /// <summary>What added edges are filled with.</summary>
    public double FillValue { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig()
        .Set("height", Height).Set("width", Width).SetOption("interpolation", Interpolation)
        .Set("crop_to_aspect_ratio", CropToAspectRatio).Set("pad_to_aspect_ratio", PadToAspectRatio)
        .SetOption("fill_mode", FillMode.Constant).Set("fill_value", FillValue).SetOption("data_format", DataFormat);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static Resizing FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Option("fill_mode", FillMode.Constant) != FillMode.Constant) throw config.Wrong("fill_mode", "\"constant\"");
        return new(
            config.Int("height"), config.Int("width"), config.Option("interpolation", Interpolation.Bilinear),
            config.Bool("crop_to_aspect_ratio"), config.Bool("pad_to_aspect_ratio"), config.Double("fill_value", 0), config.Option("data_format", DataFormat.ChannelsLast));
    }

    private protected override Node CallChannelsLast(Node x, CallContext context)
    {
        if (CropToAspectRatio) x = AspectRatio.Crop(x, Height, Width);
        if (PadToAspectRatio) x = AspectRatio.Pad(x, Height, Width, FillValue);
        return Functions.Resize(x, Height, Width, Interpolation);
    }
}
