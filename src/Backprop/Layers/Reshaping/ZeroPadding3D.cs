using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Zeros around data of volumes: (batch, depth, height, width, channels).</summary>
/// <inheritdoc cref="ZeroPadding"/>
public sealed class ZeroPadding3D : ZeroPadding
{
    /// <summary>Describes the layer.</summary>
    /// <param name="padding">How many: one number, one for each axis, or a pair (before, after) for each. Default 1.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="name">The name. Default zero_padding3d, zero_padding3d_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentException">A number is below 0, or there are too many or too few.</exception>
    public ZeroPadding3D(PerAxis? padding = null, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, DType? dtype = null)
        : base(3, padding, dataFormat, name, dtype)
    {
    }

    private ZeroPadding3D(Config config)
        : base(3, config)
    {
    }

    /// <summary>The layer that <see cref="ZeroPadding.GetConfig"/> describes.</summary>
    public static ZeroPadding3D FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }
}
