using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Cuts off the ends of data over time: (batch, steps, channels).</summary>
/// <inheritdoc cref="Cropping"/>
public sealed class Cropping1D : Cropping
{
    /// <summary>Describes the layer.</summary>
    /// <param name="cropping">How many steps: one number for both ends, or (before, after). Default 1.</param>
    /// <param name="name">The name. Default cropping1d, cropping1d_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <exception cref="ArgumentException">A number is below 0, or there are too many or too few.</exception>
    public Cropping1D(PerAxis? cropping = null, string? name = null, DType? dtype = null)
        : base(1, cropping ?? 1, DataFormat.ChannelsLast, name, dtype)
    {
    }

    private Cropping1D(Config config)
        : base(1, config)
    {
    }

    /// <summary>The layer that <see cref="Cropping.GetConfig"/> describes.</summary>
    public static Cropping1D FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }
}
