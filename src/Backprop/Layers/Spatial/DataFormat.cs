namespace Backprop.Layers;

/// <summary>Where the channels (the colours of an image, the features of a time step) stand.</summary>
public enum DataFormat
{
    /// <summary>Behind the axes of the image: (batch, height, width, channels).</summary>
    ChannelsLast,

    /// <summary>In front of them: (batch, channels, height, width).</summary>
    ChannelsFirst,
}
