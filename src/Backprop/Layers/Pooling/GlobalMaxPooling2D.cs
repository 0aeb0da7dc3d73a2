using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Global max pooling of images: (batch, height, width, channels).</summary>
/// <inheritdoc cref="GlobalMaxPooling"/>
public sealed class GlobalMaxPooling2D : GlobalMaxPooling
{
    /// <summary>Describes the layer.</summary>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="keepDims">Whether the axes of the image stay, with length 1. Default false.</param>
    /// <param name="name">The name. Default global_max_pooling2d, global_max_pooling2d_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    public GlobalMaxPooling2D(DataFormat dataFormat = DataFormat.ChannelsLast, bool keepDims = false, string? name = null, DType? dtype = null)
        : base(2, dataFormat, keepDims, name, dtype)
    {
    }

    private GlobalMaxPooling2D(Config config)
        : base(2, config)
    {
    }

    /// <summary>The layer that <see cref="GlobalPooling.GetConfig"/> describes.</summary>
    public static GlobalMaxPooling2D FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }
}
