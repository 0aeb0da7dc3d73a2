using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Global average pooling of volumes: (batch, depth, height, width, channels).</summary>
/// <inheritdoc cref="GlobalAveragePooling"/>
public sealed class GlobalAveragePooling3D : GlobalAveragePooling
{
    /// <summary>Describes the layer.</summary>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="keepDims">Whether the axes of the image stay, with length 1. Default false.</param>
    /// <param name="name">The name. Default global_average_pooling3d, global_average_pooling3d_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    public GlobalAveragePooling3D(DataFormat dataFormat = DataFormat.ChannelsLast, bool keepDims = false, string? name = null, DType? dtype = null)
        : base(3, dataFormat, keepDims, name, dtype)
    {
    }

    private GlobalAveragePooling3D(Config config)
        : base(3, config)
    {
    }

    /// <summary>The layer that <see cref="GlobalPooling.GetConfig"/> describes.</summary>
    public static GlobalAveragePooling3D FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }
}
