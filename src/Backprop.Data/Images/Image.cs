namespace Backprop.Data;

/// <summary>The channels an image is to have.</summary>
public enum ColorMode
{
    /// <summary>One channel: how light a pixel is.</summary>
    Grayscale,

    /// <summary>Three channels: red, green, blue.</summary>
    Rgb,

    /// <summary>Four channels: red, green, blue, and how opaque the pixel is.</summary>
    Rgba,
}

/// <summary>A picture as bytes from 0 to 255.</summary>
public sealed class Image
{
    private readonly byte[] _pixels;

    internal Image(int width, int height, int channels, byte[] pixels) => (Width, Height, Channels, _pixels) = (width, height, channels, pixels);

    /// <summary>The number of columns.</summary>
    public int Width { get; }

    /// <summary>The number of rows.</summary>
    public int Height { get; }

    /// <summary>1, 3 or 4: see <see cref="ColorMode"/>.</summary>
    public int Channels { get; }

    /// <summary>The rows from the top, in each the pixels from the left, of each the channels.</summary>
    public ReadOnlySpan<byte> Pixels => _pixels;
}
