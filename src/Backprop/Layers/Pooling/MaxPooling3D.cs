using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Max pooling of volumes: (batch, depth, height, width, channels).</summary>
/// <inheritdoc cref="MaxPooling"/>
public sealed class MaxPooling3D : MaxPooling
{
    /// <summary>Describes the layer.</summary>
    /// <param name="poolSize">How many cells a window holds, one number for all axes or one for each. Default 2.</param>
    /// <param name="strides">How far each window lies behind the one before it. Default the pool size, so that windows lie side by side.</param>
    /// <param name="padding">What windows do at the edges. Default they stay inside.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="name">The name. Default max_pooling3d, max_pooling3d_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentException">A number is below 1, or there are too many.</exception>
    public MaxPooling3D(PerAxis? poolSize = null, PerAxis? strides = null, Padding padding = Padding.Valid, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, DType? dtype = null)
        : base(3, poolSize, strides, padding, dataFormat, name, dtype)
    {
    }

    private MaxPooling3D(Config config)
        : base(3, config)
    {
    }

    /// <summary>The layer that <see cref="PoolingLayer.GetConfig"/> describes.</summary>
    public static MaxPooling3D FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }
}
