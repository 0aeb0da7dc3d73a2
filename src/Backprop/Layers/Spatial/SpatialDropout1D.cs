using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Dropout of whole channels of data over time: (batch, steps, channels).</summary>
/// <inheritdoc cref="SpatialDropout"/>
public sealed class SpatialDropout1D : SpatialDropout
{
    /// <summary>Describes the layer.</summary>
    /// <param name="rate">The probability that a channel becomes 0, 0 to 1.</param>
    /// <param name="seed">A seed of its own. Default the model's.</param>
    /// <param name="name">The name. Default spatial_dropout1d, spatial_dropout1d_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not between 0 and 1.</exception>
    public SpatialDropout1D(double rate, long? seed = null, string? name = null, DType? dtype = null)
        : base(1, rate, DataFormat.ChannelsLast, seed, name, dtype)
    {
    }

    private SpatialDropout1D(Config config)
        : base(1, config)
    {
    }

    /// <summary>The layer that <see cref="SpatialDropout.GetConfig"/> describes.</summary>
    public static SpatialDropout1D FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }
}
