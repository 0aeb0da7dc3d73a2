using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// In training each image is stretched about its middle: a positive fraction shows more than the image, a negative one a part of it.
/// Source: keras/src/layers/preprocessing/image_preprocessing/random_zoom.py.
/// </summary>
/// <inheritdoc cref="RandomTransform"/>
public sealed class RandomZoom : RandomTransform
{
    /// <summary>Describes the layer.</summary>
    /// <param name="heightFactor">How much more of the height is seen, as a fraction of it: 0.2 means −20 % to 20 %.</param>
    /// <param name="widthFactor">How much more of the width is seen. Default as the height, so that shapes stay what they are.</param>
    /// <param name="fillMode">What an image shows beyond its edges. Default its mirror image.</param>
    /// <param name="interpolation">How an image is read between its cells. Default bilinear.</param>
    /// <param name="seed">A seed of its own. Default the model's.</param>
    /// <param name="fillValue">The value for <see cref="FillMode.Constant"/>. Default 0.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="name">The name. Default random_zoom, random_zoom_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor is not between −1 and 1.</exception>
    public RandomZoom(FactorRange heightFactor, FactorRange? widthFactor = null, FillMode fillMode = FillMode.Reflect, Interpolation interpolation = Interpolation.Bilinear, long? seed = null, double fillValue = 0, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, DType? dtype = null)
        : base(fillMode, interpolation, seed, fillValue, dataFormat, name, dtype) => (HeightFactor, WidthFactor) = (heightFactor.Checked(nameof(heightFactor)), widthFactor?.Checked(nameof(widthFactor)));

    private RandomZoom(Config config)
        : base(config) => (HeightFactor, WidthFactor) = ((FactorRange.Read(config, "height_factor") ?? throw config.Wrong("height_factor", "a number or a range of two")).Checked("height_factor"), FactorRange.Read(config, "width_factor")?.Checked("width_factor"));

    /// <summary>How much more of the height is seen.</summary>
    public FactorRange HeightFactor { get; }

    /// <summary>How much more of the width is seen; null when it is the same as for the height.</summary>
    public FactorRange? WidthFactor { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => Describe(base.GetConfig().Set("height_factor", HeightFactor.Numbers).Set("width_factor", WidthFactor?.Numbers));

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static RandomZoom FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }

    private protected override Node[] Transform(int height, int width, Func<FactorRange, Node> draw, DType dtype)
    {
        Node y = draw(HeightFactor) + 1;
        Node x = WidthFactor is { } factor ? draw(factor) + 1 : y;
        Node zero = Constant.Of(0, dtype);
        return [x, zero, (1 - x) * ((width - 1) / 2.0), zero, y, (1 - y) * ((height - 1) / 2.0)];
    }
}
