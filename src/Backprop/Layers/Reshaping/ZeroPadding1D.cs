using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Zeros around data over time: (batch, steps, channels).</summary>
/// <inheritdoc cref="ZeroPadding"/>
public sealed class ZeroPadding1D : ZeroPadding
{
    /// <summary>Describes the layer.</summary>
    /// <param name="padding">How many: one number for both ends, or (before, after). Default 1.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="name">The name. Default zero_padding1d, zero_padding1d_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentException">A number is below 0, or there are too many or too few.</exception>
    public ZeroPadding1D(PerAxis? padding = null, DataFormat dataFormat = DataFormat.ChannelsLast, string? name = null, DType? dtype = null)
        : base(1, padding, dataFormat, name, dtype)
    {
    }

    private ZeroPadding1D(Config config)
        : base(1, config)
    {
    }

    /// <summary>The layer that <see cref="ZeroPadding.GetConfig"/> describes.</summary>
    public static ZeroPadding1D FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }
}
