using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Layers;

/// <summary>Brings images (batch, height, width, channels) to the aspect ratio of a target, with Keras' roundings.</summary>
internal static class AspectRatio
{
    /// <summary>The largest part in the middle that has the aspect ratio.</summary>
    public static Node Crop(Node x, int height, int width)
    {
        (int cropHeight, int cropWidth) = Fitting(x, height, width);
        (cropHeight, cropWidth) = (Math.Clamp(cropHeight, 1, x.Shape[1]), Math.Clamp(cropWidth, 1, x.Shape[2]));
        return Middle(x, cropHeight, cropWidth);
    }

    /// <summary>The part of a size that lies in the middle.</summary>
    public static Node Middle(Node x, int height, int width)
    {
        (int top, int left) = ((x.Shape[1] - height) / 2, (x.Shape[2] - width) / 2);
        return Functions.Slice(x, [null, top, left], [null, top + height, left + width]);
    }

    /// <summary>The image in the middle of a larger one that has the aspect ratio.</summary>
    public static Node Pad(Node x, int height, int width, double value)
    {
        (int padHeight, int padWidth) = Fitting(x, height, width);
        (int vertical, int horizontal) = (Math.Max(padHeight - x.Shape[1], 0) / 2, Math.Max(padWidth - x.Shape[2], 0) / 2);
        return Functions.Pad(x, [(0, 0), (vertical, vertical), (horizontal, horizontal), (0, 0)], value);
    }

    /// <summary>The height that goes with the image's width, and the width that goes with its height. In float32, as Keras computes them.</summary>
    private static (int Height, int Width) Fitting(Node x, int height, int width) =>
        ((int)((float)((long)x.Shape[2] * height) / width), (int)((float)((long)x.Shape[1] * width) / height));
}
