using Backprop.Data.Reading;
using StbImageSharp;

namespace Backprop.Data;

/// <summary>Reads one picture from a file, after a look at what its first bytes declare.</summary>
internal static class ImageDecoder
{
    /// <summary>The most pixels of a picture: what Pillow warns about, a quarter of a gigabyte at three bytes each.</summary>
    public const long MostPixels = 1024L * 1024 * 1024 / 4 / 3;

    /// <summary>The largest file that is read.</summary>
    private const long MostBytes = 1L << 28;

    /// <summary>No format gets more pixels out of a byte: deflate gives at most 1,032 bytes for one, and a byte holds at most 8 pixels.</summary>
    private const long MostPixelsPerByte = 8 * 1032;

    /// <summary>Decodes a PNG, JPEG, BMP or GIF file, of an animation the first picture.</summary>
    /// <exception cref="DataFormatException">There is no such file, it is no such picture, is damaged, or is larger than allowed.</exception>
    public static Image Read(string path, ColorMode mode)
    {
        byte[] bytes = Bytes(path);
        try
        {
            using var stream = new BoundedStream(bytes);
            if (!IsPicture(bytes)) throw new DataFormatException(path, "this is not a picture that can be read; save it as PNG, JPEG, BMP or GIF.");
            if (ImageInfo.FromStream(stream) is not { } info) throw new DataFormatException(path, "the picture's header is damaged, or declares more pixels than can be read; save it again, or make it smaller.");
            if (info.Width < 1 || info.Height < 1) throw new DataFormatException(path, $"the picture declares {info.Width} x {info.Height} pixels; it is damaged.");
            long pixels = (long)info.Width * info.Height;
            if (pixels > MostPixels) throw new DataFormatException(path, $"the picture declares {info.Width} x {info.Height} pixels, more than the {MostPixels:N0} that are read; make it smaller.");
            if (pixels > MostPixelsPerByte * bytes.Length) throw new DataFormatException(path, $"the picture declares {info.Width} x {info.Height} pixels, more than a file of {bytes.Length:N0} bytes can hold; it is damaged.");
            stream.Position = 0;
            ImageResult decoded = ImageResult.FromStream(stream, ColorComponents.Default);
            return new Image(decoded.Width, decoded.Height, Channels(mode), Convert(decoded.Data, decoded.Width * decoded.Height, (int)decoded.Comp, mode));
        }
        catch (Exception e) when (e is not (DataFormatException or OutOfMemoryException))
        {
            // What the decoder throws at damaged data is not documented: InvalidOperationException mostly, also IndexOutOfRangeException.
            throw new DataFormatException(path, "the picture is damaged; fetch or save it again.", inner: e);
        }
    }

    /// <summary>The number of channels of a mode.</summary>
    public static int Channels(ColorMode mode) => mode switch
    {
        ColorMode.Grayscale => 1,
        ColorMode.Rgb => 3,
        ColorMode.Rgba => 4,
        _ => throw new ArgumentOutOfRangeException(nameof(mode), $"There is no color mode {mode}."),
    };

    private static byte[] Bytes(string path)
    {
        using FileStream file = InputFile.Open(path);
        if (file.Length > MostBytes) throw new DataFormatException(path, $"the file has {file.Length:N0} bytes; pictures are read up to {MostBytes:N0}.");
        var bytes = new byte[file.Length];
        try
        {
            file.ReadExactly(bytes);
        }
        catch (IOException e)
        {
            throw new DataFormatException(path, $"the file cannot be read: {Printable.Text(e.Message, 200)}", inner: e);
        }

        return bytes;
    }

    /// <summary>Whether the file begins as one of the four formats does; the decoder knows others, which nobody asked for.</summary>
    private static bool IsPicture(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith<byte>([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) || bytes.StartsWith<byte>([0xFF, 0xD8, 0xFF])
        || bytes.StartsWith("BM"u8) || bytes.StartsWith("GIF87a"u8) || bytes.StartsWith("GIF89a"u8);

    /// <summary>Other channels. Lightness is that of Pillow's "L", ITU-R 601-2 in whole numbers: (19595 R + 38470 G + 7471 B + 2^15) / 2^16; how opaque a pixel is does not count.</summary>
    private static byte[] Convert(byte[] data, int pixels, int from, ColorMode mode)
    {
        int to = Channels(mode);
        if (from == to) return data;
        var result = new byte[(long)pixels * to];
        for (int i = 0; i < pixels; i++)
        {
            ReadOnlySpan<byte> source = data.AsSpan(i * from, from);
            Span<byte> target = result.AsSpan(i * to, to);
            // One or two channels are lightness and, with two, how opaque the pixel is.
            bool isGray = from <= 2;
            (byte red, byte green, byte blue) = isGray ? (source[0], source[0], source[0]) : (source[0], source[1], source[2]);
            if (mode == ColorMode.Grayscale)
            {
                target[0] = isGray ? red : (byte)((19595 * red + 38470 * green + 7471 * blue + 0x8000) >> 16);
                continue;
            }

            (target[0], target[1], target[2]) = (red, green, blue);
            if (mode == ColorMode.Rgba) target[3] = from is 2 or 4 ? source[^1] : byte.MaxValue;
        }

        return result;
    }
}
