using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Zeros around data of images: (batch, height, width, channels).</summary>
/// <inheritdoc cref="ZeroPadding"/>
public sealed class ZeroPadding2D : ZeroPadding
{
    /// <summary>Describes the layer.</summary>
    /// <param name="padding">How many: one number, one for each axis, or ((top, bottom), (left, right)). Default 1.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="name">The name. Default zero_padding2d, zero_padding2d_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentException">A number is below 0, or there are too many or too few.</exception>
    public ZeroPadding2D(PerAxis? padding = null, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, DType? dtype = null)
        : base(2, padding, dataFormat, name, dtype)
    {
    }

    private ZeroPadding2D(Config config)
        : base(2, config)
    {
    }

    /// <summary>The layer that <see cref="ZeroPadding.GetConfig"/> describes.</summary>
    public static ZeroPadding2D FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }
}
