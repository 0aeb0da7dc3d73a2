using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Cuts off the edges of images: (batch, height, width, channels).</summary>
/// <inheritdoc cref="Cropping"/>
public sealed class Cropping2D : Cropping
{
    /// <summary>Describes the layer.</summary>
    /// <param name="cropping">How many cells: one number, one for each axis, or ((top, bottom), (left, right)). Default 0.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="name">The name. Default cropping2d, cropping2d_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentException">A number is below 0, or there are too many or too few.</exception>
    public Cropping2D(PerAxis? cropping = null, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, DType? dtype = null)
        : base(2, cropping ?? 0, dataFormat, name, dtype)
    {
    }

    private Cropping2D(Config config)
        : base(2, config)
    {
    }

    /// <summary>The layer that <see cref="Cropping.GetConfig"/> describes.</summary>
    public static Cropping2D FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }
}
