using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Larger data of volumes: (batch, depth, height, width, channels).</summary>
/// <inheritdoc cref="UpSampling"/>
public sealed class UpSampling3D : UpSampling
{
    /// <summary>Describes the layer.</summary>
    /// <param name="size">How often each cell stands there, one number for all axes or one for each. Default 2.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="name">The name. Default up_sampling3d, up_sampling3d_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentException">A number is below 1, or there are too many.</exception>
    public UpSampling3D(PerAxis? size = null, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, DType? dtype = null)
        : base(3, size, dataFormat, name, dtype)
    {
    }

    /// <summary>The layer that <see cref="UpSampling.GetConfig"/> describes.</summary>
    public static UpSampling3D FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Ints("size", 3, 2), config.Option("data_format", DataFormat.ChannelsLast));
    }
}
