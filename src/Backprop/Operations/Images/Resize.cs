using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Operations;

public static partial class Functions
{
    /// <summary>
    /// Images in another size. Cells are areas: cell o of the result lies at (o + ½)·old/new − ½ in the image, as in TensorFlow's <c>tf.image.resize</c>;
    /// beyond the edges the image goes on as at its edge.
    /// </summary>
    /// <param name="x">(batch, height, width, channels).</param>
    /// <param name="height">The new height, 1 or more.</param>
    /// <param name="width">The new width, 1 or more.</param>
    /// <param name="interpolation">How the image is read between its cells. Default bilinear.</param>
    /// <exception cref="ArgumentException">The input has not four axes or no cells, or a length is below 1.</exception>
    public static Node Resize(Node x, int height, int width, Interpolation interpolation = Interpolation.Bilinear)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (x.Shape.Rank != 4 || x.Shape[1] == 0 || x.Shape[2] == 0) throw new ArgumentException($"Resize expects images (batch, height, width, channels); it received {x.Type}.", nameof(x));
        return ResizeAxis(ResizeAxis(x, 2, width, interpolation), 1, height, interpolation);
    }

    private static Node ResizeAxis(Node x, int axis, int length, Interpolation interpolation)
    {
        int old = x.Shape[axis];
        if (length == old) return x;
        double scale = (double)old / length;
        double[] places = [.. Enumerable.Range(0, length).Select(index => (index + 0.5) * scale - 0.5)];
        if (interpolation == Interpolation.Nearest) return Entries(places.Select(place => (int)Math.Floor(place + 0.5)));

        Node low = Entries(places.Select(place => (int)Math.Floor(place))), high = Entries(places.Select(place => (int)Math.Floor(place) + 1));
        Shape alongAxis = Shape.Create([.. Enumerable.Range(0, x.Shape.Rank - axis).Select(i => i == 0 ? length : 1)]);
        Node weight = Constant.Of(Tensor.From<double>([.. places.Select(place => place - Math.Floor(place))], alongAxis).Cast(x.DType));
        return Add(low, Multiply(Subtract(high, low), weight));

        Node Entries(IEnumerable<int> indices) => Gather(x, Constant.Of(Tensor.From<int>([.. indices.Select(index => Math.Clamp(index, 0, old - 1))])), axis);
    }
}
