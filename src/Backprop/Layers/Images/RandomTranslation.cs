using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>In training each image is shifted. Source: keras/src/layers/preprocessing/image_preprocessing/random_translation.py.</summary>
/// <inheritdoc cref="RandomTransform"/>
public sealed class RandomTranslation : RandomTransform
{
    /// <summary>Describes the layer.</summary>
    /// <param name="heightFactor">How far down, as a fraction of the height: 0.2 means 20 % up to 20 % down.</param>
    /// <param name="widthFactor">How far to the right, as a fraction of the width.</param>
    /// <param name="fillMode">What an image shows beyond its edges. Default its mirror image.</param>
    /// <param name="interpolation">How an image is read between its cells. Default bilinear.</param>
    /// <param name="seed">A seed of its own. Default the model's.</param>
    /// <param name="fillValue">The value for <see cref="FillMode.Constant"/>. Default 0.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="name">The name. Default random_translation, random_translation_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">A factor is not between −1 and 1.</exception>
    public RandomTranslation(FactorRange heightFactor, FactorRange widthFactor, FillMode fillMode = FillMode.Reflect, Interpolation interpolation = Interpolation.Bilinear, long? seed = null, double fillValue = 0, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, DType? dtype = null)
        : base(fillMode, interpolation, seed, fillValue, dataFormat, name, dtype) => (HeightFactor, WidthFactor) = (heightFactor.Checked(nameof(heightFactor)), widthFactor.Checked(nameof(widthFactor)));

    private RandomTranslation(Config config)
        : base(config) => (HeightFactor, WidthFactor) = (Factor(config, "height_factor"), Factor(config, "width_factor"));

    /// <summary>How far down, as a fraction of the height.</summary>
    public FactorRange HeightFactor { get; }

    /// <summary>How far to the right, as a fraction of the width.</summary>
    public FactorRange WidthFactor { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => Describe(base.GetConfig().Set("height_factor", HeightFactor.Numbers).Set("width_factor", WidthFactor.Numbers));

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static RandomTranslation FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }

    private protected override Node[] Transform(int height, int width, Func<FactorRange, Node> draw, DType dtype)
    {
        (Node zero, Node one) = (Constant.Of(0, dtype), Constant.Of(1, dtype));
        Node down = draw(HeightFactor) * height, right = draw(WidthFactor) * width;
        return [one, zero, -right, zero, one, -down];
    }

    private static FactorRange Factor(Config config, string key) => (FactorRange.Read(config, key) ?? throw config.Wrong(key, "a number or a range of two")).Checked(key);
}
