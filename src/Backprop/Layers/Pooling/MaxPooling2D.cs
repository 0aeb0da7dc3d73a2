using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Max pooling of images: (batch, height, width, channels).</summary>
/// <inheritdoc cref="MaxPooling"/>
public sealed class MaxPooling2D : MaxPooling
{
    /// <summary>Describes the layer.</summary>
    /// <param name="poolSize">How many cells a window holds, one number for all axes or one for each. Default 2.</param>
    /// <param name="strides">How far each window lies behind the one before it. Default the pool size, so that windows lie side by side.</param>
    /// <param name="padding">What windows do at the edges. Default they stay inside.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="name">The name. Default max_pooling2d, max_pooling2d_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentException">A number is below 1, or there are too many.</exception>
    public MaxPooling2D(PerAxis? poolSize = null, PerAxis? strides = null, Padding padding = Padding.Valid, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, DType? dtype = null)
        : base(2, poolSize, strides, padding, dataFormat, name, dtype)
    {
    }

    private MaxPooling2D(Config config)
        : base(2, config)
    {
    }

    /// <summary>The layer that <see cref="PoolingLayer.GetConfig"/> describes.</summary>
    public static MaxPooling2D FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }
}
