using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

// Convolutions are written with windows, so that their gradients of every order follow: one matrix product for all windows of the batch.
public static partial class Functions
{
    /// <summary>The numbers that the windows of a batch may have in one piece: 256 MiB of float32.</summary>
    private const long MostWindowNumbers = 1 << 26;

    /// <summary>
    /// The convolution of deep learning (a correlation: the kernel is not mirrored): y[b, o …, f] = Σ x[b, o·stride + k·dilation − before …, c]·kernel[k …, c, f].
    /// With groups, the channels and the filters are cut into as many parts, and each part of the filters sees its own part of the channels.
    /// </summary>
    /// <param name="x">(batch, cells …, channels) with one to three axes of cells.</param>
    /// <param name="kernel">(size …, channels / groups, filters).</param>
    /// <param name="axes">Where the windows lie along each axis of cells.</param>
    /// <param name="groups">The number of groups. Default 1.</param>
    /// <returns>(batch, windows …, filters).</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or channels or filters cannot be cut into groups.</exception>
    public static Node Convolution(Node x, Node kernel, IReadOnlyList<WindowAxis> axes, int groups = 1)
    {
        CheckKernel(x, kernel, axes);
        (int channels, int filters) = (x.Shape[-1], kernel.Shape[-1]);
        if (groups < 1 || channels % groups != 0 || filters % groups != 0 || kernel.Shape[-2] != channels / groups) throw new ArgumentException($"A convolution in {groups} groups of {channels} channels expects a kernel (…, {channels}/{groups}, filters) with filters that {groups} divides; its shape is {kernel.Shape}.", nameof(kernel));
        // A window of one cell is the cell itself: the product is over the channels, and no window is laid out.
        bool isCellByCell = axes.All(axis => axis is { Size: 1, Stride: 1, Before: 0 } && axis.Count == axis.Length);
        return isCellByCell
            ? ConvolutionOfWindows(x, kernel, axes, groups)
            : InParts(x, WindowCounts(axes).Size * kernel.Shape[..^1].Size * groups, part => ConvolutionOfWindows(Windows(part, axes), kernel, axes, groups));
    }

    private static Node ConvolutionOfWindows(Node windows, Node kernel, IReadOnlyList<WindowAxis> axes, int groups)
    {
        (int channels, int filters) = (windows.Shape[-1], kernel.Shape[-1]);
        Shape result = WindowCounts(axes).Insert(0, windows.Shape[0]).Insert(-1, filters);
        int positions = checked((int)kernel.Shape[..^2].Size), rows = checked((int)result[..^1].Size);
        if (groups == 1) return Reshape(MatMul(Reshape(windows, [rows, positions * channels]), Reshape(kernel, [positions * channels, filters])), result);

        (int part, int outputs) = (channels / groups, filters / groups);
        Node byGroup = Reshape(Transpose(Reshape(windows, [rows, positions, groups, part]), [2, 0, 1, 3]), [groups, rows, positions * part]);
        Node kernels = Transpose(Reshape(kernel, [positions * part, groups, outputs]), [1, 0, 2]);
        return Reshape(Transpose(MatMul(byGroup, kernels), [1, 0, 2]), result);
    }

    /// <summary>A convolution of each channel by itself: y[b, o …, c·multiplier + m] = Σ x[b, o·stride + k·dilation − before …, c]·kernel[k …, c, m].</summary>
    /// <param name="x">(batch, cells …, channels) with one to three axes of cells.</param>
    /// <param name="kernel">(size …, channels, multiplier).</param>
    /// <param name="axes">Where the windows lie along each axis of cells.</param>
    /// <returns>(batch, windows …, channels·multiplier).</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Node DepthwiseConvolution(Node x, Node kernel, IReadOnlyList<WindowAxis> axes)
    {
        CheckKernel(x, kernel, axes);
        (int channels, int multiplier) = (x.Shape[-1], kernel.Shape[-1]);
        if (kernel.Shape[-2] != channels) throw new ArgumentException($"A depthwise convolution of {channels} channels expects a kernel (…, {channels}, multiplier); its shape is {kernel.Shape}.", nameof(kernel));
        return InParts(x, WindowCounts(axes).Size * kernel.Shape.Size, part => DepthwiseOfPart(part, kernel, axes));
    }

    private static Node DepthwiseOfPart(Node x, Node kernel, IReadOnlyList<WindowAxis> axes)
    {
        (int channels, int multiplier) = (x.Shape[-1], kernel.Shape[-1]);
        Shape counts = WindowCounts(axes);
        int positions = checked((int)kernel.Shape[..^2].Size), rows = checked((int)(counts.Size * x.Shape[0]));
        Node windows = Windows(x, axes);
        Node products = multiplier == 1
            ? Multiply(Reshape(windows, [rows, positions, channels]), Reshape(kernel, [positions, channels]))
            : Multiply(Reshape(windows, [rows, positions, channels, 1]), Reshape(kernel, [positions, channels, multiplier]));
        return Reshape(Sum(products, [1]), counts.Insert(0, x.Shape[0]).Insert(-1, channels * multiplier));
    }

    /// <summary>
    /// The opposite direction of a convolution: each cell of x lays a window into the result, y[b, i·stride + k·dilation − before …, f] += x[b, i …, c]·kernel[k …, f, c].
    /// It is the gradient of a convolution with respect to its input.
    /// </summary>
    /// <param name="x">(batch, windows …, channels) with one to three axes of windows.</param>
    /// <param name="kernel">(size …, filters, channels): the kernel of the convolution that goes back from the result.</param>
    /// <param name="axes">Where the windows lie in the result: <see cref="WindowAxis.Count"/> is the length of x, <see cref="WindowAxis.Length"/> that of the result.</param>
    /// <returns>(batch, cells …, filters).</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Node TransposedConvolution(Node x, Node kernel, IReadOnlyList<WindowAxis> axes)
    {
        CheckKernel(x, kernel, axes);
        (int channels, int filters) = (x.Shape[-1], kernel.Shape[-2]);
        Shape counts = WindowCounts(axes);
        if (kernel.Shape[-1] != channels || x.Shape[1..^1] != counts) throw new ArgumentException($"A transposed convolution of {x.Shape} expects a kernel (…, filters, {channels}) and as many windows as cells; the kernel has shape {kernel.Shape}, the windows {counts}.", nameof(kernel));
        return InParts(x, counts.Size * kernel.Shape[..^1].Size, part => TransposedOfPart(part, kernel, axes));
    }

    private static Node TransposedOfPart(Node x, Node kernel, IReadOnlyList<WindowAxis> axes)
    {
        (int channels, int filters) = (x.Shape[-1], kernel.Shape[-2]);
        int positions = checked((int)kernel.Shape[..^2].Size), rows = checked((int)x.Shape[..^1].Size);
        Node windows = OperationNode.Of(new MatMul(false, true), Reshape(x, [rows, channels]), Reshape(kernel, [positions * filters, channels]));
        return Fold(Reshape(windows, WindowCounts(axes).Insert(0, x.Shape[0]).Concat([positions, filters])), axes);
    }

    /// <summary>
    /// Computes a batch in one piece, or, where its windows would take more memory than a tensor should (large images in large batches), some samples at a time:
    /// a prediction then needs the memory of one part.
    /// </summary>
    /// <param name="x">The batch.</param>
    /// <param name="perSample">The numbers in all windows of one sample.</param>
    /// <param name="compute">What is computed from samples.</param>
    internal static Node InParts(Node x, long perSample, Func<Node, Node> compute)
    {
        int samples = (int)Math.Clamp(MostWindowNumbers / Math.Max(perSample, 1), 1, int.MaxValue);
        if (x.Shape[0] <= samples) return compute(x);
        var parts = new List<Node>();
        for (int first = 0; first < x.Shape[0]; first += samples) parts.Add(compute(SliceAxis(x, 0, first, Math.Min(first + samples, x.Shape[0]))));
        return Concatenate(parts, 0);
    }

    private static Shape WindowCounts(IReadOnlyList<WindowAxis> axes) => Shape.Create([.. axes.Select(axis => axis.Count)]);

    private static void CheckKernel(Node x, Node kernel, IReadOnlyList<WindowAxis> axes)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(axes);
        if (x.Shape.Rank != axes.Count + 2 || kernel.Shape.Rank != axes.Count + 2 || !kernel.Shape[..^2].SequenceEqual(axes.Select(axis => axis.Size))) throw new ArgumentException($"A convolution over {axes.Count} axes expects (batch, {axes.Count} lengths, channels) and a kernel of the windows' size ({string.Join(", ", axes.Select(axis => axis.Size))}) with two lengths more; it received {x.Type} and {kernel.Type}.");
    }
}
