using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Operations;

public static partial class Functions
{
    /// <summary>
    /// Images turned, shifted or stretched: the cell (x, y) of the result shows what the image shows at (a₀x + a₁y + a₂, b₀x + b₁y + b₂), x to the right and y down.
    /// The gradient flows to the images, not to the places. Source: TensorFlow's ImageProjectiveTransformV3.
    /// </summary>
    /// <param name="images">(batch, height, width, channels).</param>
    /// <param name="transform">a₀, a₁, a₂, b₀, b₁, b₂, each of shape (batch, 1, 1) or ().</param>
    /// <param name="interpolation">How the image is read between its cells. Default bilinear.</param>
    /// <param name="fillMode">What the image shows beyond its edges. Default its mirror image.</param>
    /// <param name="fillValue">The value for <see cref="FillMode.Constant"/>. Default 0.</param>
    /// <exception cref="ArgumentException">The images have not four axes, or there are not six numbers.</exception>
    public static Node AffineTransform(Node images, IReadOnlyList<Node> transform, Interpolation interpolation = Interpolation.Bilinear, FillMode fillMode = FillMode.Reflect, double fillValue = 0)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(transform);
        if (images.Shape.Rank != 4 || transform.Count != 6) throw new ArgumentException($"AffineTransform expects images (batch, height, width, channels) and six numbers; it received {images.Type} and {transform.Count}.");
        (int height, int width) = (images.Shape[1], images.Shape[2]);
        Node x = Range(width, [1, 1, width], images.DType), y = Range(height, [1, height, 1], images.DType);
        Node atX = Inside(Add(Add(Multiply(transform[0], x), Multiply(transform[1], y)), transform[2]), width, fillMode);
        Node atY = Inside(Add(Add(Multiply(transform[3], x), Multiply(transform[4], y)), transform[5]), height, fillMode);
        var reading = new ImageReading(images, fillMode == FillMode.Constant ? fillValue : null);
        if (interpolation == Interpolation.Nearest) return reading.At(Floor(Add(atY, Like(atY, 0.5))), Floor(Add(atX, Like(atX, 0.5))));

        (Node left, Node top) = (Floor(atX), Floor(atY));
        (Node right, Node bottom) = (Add(left, Like(left, 1)), Add(top, Like(top, 1)));
        (Node toRight, Node toBottom) = (reading.Weight(Subtract(atX, left)), reading.Weight(Subtract(atY, top)));
        return Between(Between(reading.At(top, left), reading.At(top, right), toRight), Between(reading.At(bottom, left), reading.At(bottom, right), toRight), toBottom);
    }

    /// <summary>(1 − w)·a + w·b.</summary>
    private static Node Between(Node a, Node b, Node weight) => Add(Multiply(Subtract(Like(weight, 1), weight), a), Multiply(weight, b));

    private static Node Range(int length, Shape shape, DType dtype) => Constant.Of(Tensor.From(Enumerable.Range(0, length).ToArray(), shape).Cast(dtype));

    /// <summary>Places beyond the edges, moved to where the image shows the same.</summary>
    private static Node Inside(Node place, int length, FillMode mode)
    {
        switch (mode)
        {
            case FillMode.Constant:
                return place;
            case FillMode.Reflect:
                // The image and its mirror image make a period.
                Node period = Like(place, 2.0 * length);
                Node within = Subtract(place, Multiply(period, Floor(Divide(place, period))));
                place = Where(Less(within, Like(place, length)), within, Subtract(Like(place, 2.0 * length - 1), within));
                break;
            case FillMode.Wrap when length > 1:
                // TensorFlow counts periods of length − 1 and moves by length.
                Node span = Like(place, length - 1), zero = Like(place, 0);
                Node periods = Where(
                    Less(place, zero),
                    Negate(Add(Floor(Divide(Negate(place), span)), Like(place, 1))),
                    Where(Greater(place, span), Floor(Divide(place, span)), zero));
                place = Subtract(place, Multiply(Like(place, length), periods));
                break;
        }

        return Clip(place, 0, length - 1);
    }

    /// <summary>Reads cells of images at places of their own for each image.</summary>
    private sealed class ImageReading(Node images, double? fill)
    {
        private readonly Shape _shape = images.Shape;

        /// <summary>A weight of each place, for all channels.</summary>
        public Node Weight(Node weight) => Reshape(weight, _shape.With(-1, 1));

        /// <summary>The cells at whole numbers of rows and columns; beyond the edges the fill value, or the edge.</summary>
        public Node At(Node row, Node column)
        {
            (int batch, int height, int width, int channels) = (_shape[0], _shape[1], _shape[2], _shape[3]);
            // Whole numbers from here on: float32 cannot count the cells of many large images.
            Node cell = Add(Multiply(Whole(row, height), Constant.Of(width, DType.Int32)), Whole(column, width));
            Node first = Constant.Of(Tensor.From(Enumerable.Range(0, batch).Select(image => image * height * width).ToArray(), [batch, 1, 1]));
            Node cells = Gather(Reshape(images, [batch * height * width, channels]), Reshape(Add(cell, first), [batch * height * width]));
            Node values = Reshape(cells, _shape);
            if (fill is not { } value) return values;
            Node isInside = LogicalAnd(IsWithin(row, height), IsWithin(column, width));
            return Where(Reshape(isInside, _shape.With(-1, 1)), values, Like(images, value));
        }

        private static Node Whole(Node place, int length) => Cast(Clip(place, 0, length - 1), DType.Int32);

        private static Node IsWithin(Node place, int length) => LogicalAnd(GreaterEqual(place, Like(place, 0)), Less(place, Like(place, length)));
    }
}
