using Backprop.Tensors;

namespace Backprop.Jupyter.Rendering;

/// <summary>Tensors as pictures.</summary>
internal static class TensorPicture
{
    private const int MostPictures = 32;
    private const int Gap = 2;

    /// <summary>The bytes of a PNG file.</summary>
    /// <exception cref="ArgumentException">The tensor has no shape of a picture.</exception>
    public static byte[] Png(Tensor pixels, int scale)
    {
        (int count, int height, int width, int channels) = Layout(pixels.Shape);
        double[] numbers = pixels.ToArray<double>();
        double most = numbers.Length > 0 && numbers.Max() > 1 ? 255 : 1;
        int across = count * ((width * scale) + Gap) - Gap, down = height * scale;
        byte[] drawn = new byte[across * down * channels];
        Array.Fill(drawn, byte.MaxValue);
        for (int y = 0; y < down; y++)
        {
            for (int n = 0; n < count; n++)
            {
                for (int x = 0; x < width * scale; x++)
                {
                    int from = ((((n * height) + (y / scale)) * width) + (x / scale)) * channels, to = ((y * across) + (n * ((width * scale) + Gap)) + x) * channels;
                    for (int c = 0; c < channels; c++) drawn[to + c] = (byte)Math.Clamp(Math.Round(numbers[from + c] / most * 255), 0, 255);
                }
            }
        }

        return PngFile.Write(drawn, across, down, channels);
    }

    private static (int Count, int Height, int Width, int Channels) Layout(Shape shape)
    {
        bool hasChannels = shape.Rank >= 3 && shape[^1] is 1 or 3;
        int rank = shape.Rank - (hasChannels ? 1 : 0);
        if (rank is not (2 or 3)) throw new ArgumentException($"A picture is (height, width), with 1 or 3 channels behind and several pictures before; the tensor is {shape}.");
        if (shape.Size == 0) throw new ArgumentException($"The tensor {shape} has no pixel.");
        int channels = hasChannels ? shape[^1] : 1, first = rank - 2;
        return (first == 0 ? 1 : Math.Min(shape[0], MostPictures), shape[first], shape[first + 1], channels);
    }
}
