using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>In training each image is turned about its middle by an angle of its own. Source: keras/src/layers/preprocessing/image_preprocessing/random_rotation.py.</summary>
/// <inheritdoc cref="RandomTransform"/>
public sealed class RandomRotation : RandomTransform
{
    /// <summary>Describes the layer.</summary>
    /// <param name="factor">The angle as a fraction of a full turn, counter-clockwise where it is positive: 0.1 means −36° to 36°.</param>
    /// <param name="fillMode">What an image shows beyond its edges. Default its mirror image.</param>
    /// <param name="interpolation">How an image is read between its cells. Default bilinear.</param>
    /// <param name="seed">A seed of its own. Default the model's.</param>
    /// <param name="fillValue">The value for <see cref="FillMode.Constant"/>. Default 0.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="name">The name. Default random_rotation, random_rotation_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not between −1 and 1.</exception>
    public RandomRotation(FactorRange factor, FillMode fillMode = FillMode.Reflect, Interpolation interpolation = Interpolation.Bilinear, long? seed = null, double fillValue = 0, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, DType? dtype = null)
        : base(fillMode, interpolation, seed, fillValue, dataFormat, name, dtype) => Factor = factor.Checked(nameof(factor));

    private RandomRotation(Config config)
        : base(config) => Factor = (FactorRange.Read(config, "factor") ?? 0).Checked("factor");

    /// <summary>The angle as a fraction of a full turn.</summary>
    public FactorRange Factor { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => Describe(base.GetConfig().Set("factor", Factor.Numbers));

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static RandomRotation FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }

    private protected override Node[] Transform(int height, int width, Func<FactorRange, Node> draw, DType dtype)
    {
        Node angle = draw(Factor) * (2 * Math.PI);
        (Node cos, Node sin) = (Functions.Cos(angle), Functions.Sin(angle));
        // About the middle between the first and the last cell.
        (double right, double down) = (width - 1, height - 1);
        return [cos, -sin, (right - (cos * right - sin * down)) / 2, sin, cos, (down - (sin * right + cos * down)) / 2];
    }
}
