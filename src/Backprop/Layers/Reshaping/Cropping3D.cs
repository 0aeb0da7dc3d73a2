using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Cuts off the edges of volumes: (batch, depth, height, width, channels).</summary>
/// <inheritdoc cref="Cropping"/>
public sealed class Cropping3D : Cropping
{
    /// <summary>Describes the layer.</summary>
    /// <param name="cropping">How many cells: one number, one for each axis, or a pair (before, after) for each. Default 1.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="name">The name. Default cropping3d, cropping3d_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentException">A number is below 0, or there are too many or too few.</exception>
    public Cropping3D(PerAxis? cropping = null, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, DType? dtype = null)
        : base(3, cropping ?? 1, dataFormat, name, dtype)
    {
    }

    private Cropping3D(Config config)
        : base(3, config)
    {
    }

    /// <summary>The layer that <see cref="Cropping.GetConfig"/> describes.</summary>
    public static Cropping3D FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }
}
