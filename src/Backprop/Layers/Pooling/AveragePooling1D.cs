using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Average pooling over time: (batch, steps, channels).</summary>
/// <inheritdoc cref="AveragePooling"/>
public sealed class AveragePooling1D : AveragePooling
{
    /// <summary>Describes the layer.</summary>
    /// <param name="poolSize">How many cells a window holds. Default 2.</param>
    /// <param name="strides">How far each window lies behind the one before it. Default the pool size, so that windows lie side by side.</param>
    /// <param name="padding">What windows do at the edges. Default they stay inside.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="name">The name. Default average_pooling1d, average_pooling1d_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentException">A number is below 1, or there are too many.</exception>
    public AveragePooling1D(PerAxis? poolSize = null, PerAxis? strides = null, Padding padding = Padding.Valid, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, DType? dtype = null)
        : base(1, poolSize, strides, padding, dataFormat, name, dtype)
    {
    }

    private AveragePooling1D(Config config)
        : base(1, config)
    {
    }

    /// <summary>The layer that <see cref="PoolingLayer.GetConfig"/> describes.</summary>
    public static AveragePooling1D FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }
}
