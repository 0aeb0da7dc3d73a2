using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Dropout of whole channels of data of images: (batch, height, width, channels).</summary>
/// <inheritdoc cref="SpatialDropout"/>
public sealed class SpatialDropout2D : SpatialDropout
{
    /// <summary>Describes the layer.</summary>
    /// <param name="rate">The probability that a channel becomes 0, 0 to 1.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="seed">A seed of its own. Default the model's.</param>
    /// <param name="name">The name. Default spatial_dropout2d, spatial_dropout2d_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is not between 0 and 1.</exception>
    public SpatialDropout2D(double rate, DataFormat dataFormat = DataFormat.ChannelsLast, long? seed = null, string? name = null, DType? dtype = null)
        : base(2, rate, dataFormat, seed, name, dtype)
    {
    }

    private SpatialDropout2D(Config config)
        : base(2, config)
    {
    }

    /// <summary>The layer that <see cref="SpatialDropout.GetConfig"/> describes.</summary>
    public static SpatialDropout2D FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }
}
