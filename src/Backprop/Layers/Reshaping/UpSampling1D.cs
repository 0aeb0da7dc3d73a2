using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Larger data over time: (batch, steps, channels).</summary>
/// <inheritdoc cref="UpSampling"/>
public sealed class UpSampling1D : UpSampling
{
    /// <summary>Describes the layer.</summary>
    /// <param name="size">How often each step stands there. Default 2.</param>
    /// <param name="name">The name. Default up_sampling1d, up_sampling1d_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentException">A number is below 1, or there are too many.</exception>
    public UpSampling1D(PerAxis? size = null, string? name = null, DType? dtype = null)
        : base(1, size, DataFormat.ChannelsLast, name, dtype)
    {
    }

    /// <summary>The layer that <see cref="UpSampling.GetConfig"/> describes.</summary>
    public static UpSampling1D FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Int("size", 2));
    }
}
