using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Data;

/// <summary>What pictures are made into, so that they fit into one batch.</summary>
internal sealed record ImageShape(int Height, int Width, ColorMode Mode, Interpolation Interpolation, bool Crops, bool Pads)
{
    public Shape Of(int count) => [count, Height, Width, ImageDecoder.Channels(Mode)];

    /// <summary>The picture in a file as float32 (1, height, width, channels).</summary>
    public Tensor Read(string path) => Resize(ImageUtils.ImageToArray(ImageDecoder.Read(path, Mode)));

    /// <summary>A picture (height, width, channels) in this size, with the operation that the layer Resizing uses.</summary>
    public Tensor Resize(Tensor pixels)
    {
        Tensor one = pixels.Reshape([1, .. pixels.Shape]);
        if (pixels.Shape[0] == Height && pixels.Shape[1] == Width) return one;
        Node x = Constant.Of(one);
        if (Crops) x = AspectRatio.Crop(x, Height, Width);
        if (Pads) x = AspectRatio.Pad(x, Height, Width, 0);
        return Functions.Resize(x, Height, Width, Interpolation).Evaluate();
    }
}
