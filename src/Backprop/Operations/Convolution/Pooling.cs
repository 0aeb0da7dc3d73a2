using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

// Poolings are reductions over the positions of windows.
public static partial class Functions
{
    /// <summary>The largest cell of each window, channel by channel. At a tie the gradient goes to the first; padding is never chosen.</summary>
    /// <param name="x">(batch, cells …, channels) with one to three axes of cells.</param>
    /// <param name="axes">Where the windows lie along each axis of cells.</param>
    /// <returns>(batch, windows …, channels).</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Node MaxPooling(Node x, IReadOnlyList<WindowAxis> axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        ArgumentNullException.ThrowIfNull(x);
        return InParts(x, WindowNumbers(x, axes), part => OperationNode.Of(new FirstMax(axes.Count + 1), Windows(part, axes, double.NegativeInfinity)));
    }

    /// <summary>The mean of the cells of each window, channel by channel. Padding is not counted, as in TensorFlow.</summary>
    /// <inheritdoc cref="MaxPooling"/>
    public static Node AveragePooling(Node x, IReadOnlyList<WindowAxis> axes)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(axes);
        Node sum = InParts(x, WindowNumbers(x, axes), part => Sum(Windows(part, axes), [axes.Count + 1]));
        Shape shape = Shape.Create([.. axes.Select(axis => axis.Count), 1]);
        double[] counts = [1];
        foreach (WindowAxis axis in axes)
        {
            double[] along = [.. Enumerable.Range(0, axis.Count).Select(window => (double)RealCells(axis, window))];
            counts = [.. counts.SelectMany(count => along.Select(length => count * length))];
        }

        // One number for all windows where none sticks out.
        return counts.Distinct().Count() == 1 ? sum / counts[0] : Divide(sum, Constant.Of(Tensor.From(counts, shape).Cast(x.DType)));
    }

    private static long WindowNumbers(Node x, IReadOnlyList<WindowAxis> axes) => axes.Aggregate((long)(x.Shape.Rank == 0 ? 1 : x.Shape[-1]), (product, axis) => product * axis.Count * axis.Size);

    /// <summary>How many positions of a window lie within the image.</summary>
    private static int RealCells(WindowAxis axis, int window)
    {
        int first = window * axis.Stride - axis.Before;
        return Enumerable.Range(0, axis.Size).Count(position => first + position * axis.Dilation is int cell && cell >= 0 && cell < axis.Length);
    }
}
