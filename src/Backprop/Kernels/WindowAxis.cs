namespace Backprop.Kernels;

/// <summary>
/// Where windows lie along one axis of an image: window o holds at position k the cell o·stride + k·dilation − before; cells beyond the edges are padding.
/// </summary>
/// <param name="Length">The number of cells of the image.</param>
/// <param name="Count">The number of windows.</param>
/// <param name="Size">The number of positions in a window.</param>
/// <param name="Stride">How far each window lies behind the one before it. Default 1.</param>
/// <param name="Dilation">How far the positions of a window lie apart. Default 1.</param>
/// <param name="Before">How many cells of padding stand before the image. Default 0.</param>
public readonly record struct WindowAxis(int Length, int Count, int Size, int Stride = 1, int Dilation = 1, int Before = 0)
{
    /// <summary>The number of cells from the first position of a window to the last: (size − 1)·dilation + 1.</summary>
    public int Extent => checked((Size - 1) * Dilation + 1);

    /// <summary>Windows that lie within the image: Keras' padding "valid".</summary>
    /// <exception cref="ArgumentException">The image is shorter than a window, or size, stride or dilation is below 1.</exception>
    public static WindowAxis Valid(int length, int size, int stride = 1, int dilation = 1)
    {
        var axis = new WindowAxis(length, 1, size, stride, dilation).Checked();
        if (length < axis.Extent) throw new ArgumentException($"its windows span {axis.Extent}, so it expects at least that length along each axis; one has length {length}. Make the windows smaller, or pad the input (padding \"same\").");
        return axis with { Count = (length - axis.Extent) / stride + 1 };
    }

    /// <summary>
    /// ⌈length / stride⌉ windows, with as little padding as that takes, the odd cell of it behind the image: padding "same" of Keras and TensorFlow.
    /// </summary>
    /// <exception cref="ArgumentException">Size, stride or dilation is below 1.</exception>
    public static WindowAxis Same(int length, int size, int stride = 1, int dilation = 1)
    {
        var axis = new WindowAxis(length, (length + stride - 1) / Math.Max(stride, 1), size, stride, dilation).Checked();
        return axis with { Before = Math.Max((axis.Count - 1) * stride + axis.Extent - length, 0) / 2 };
    }

    /// <summary>Windows that end at each cell and see nothing behind it: padding "causal".</summary>
    /// <exception cref="ArgumentException">Size, stride or dilation is below 1.</exception>
    public static WindowAxis Causal(int length, int size, int stride = 1, int dilation = 1)
    {
        var axis = new WindowAxis(length, (length + stride - 1) / Math.Max(stride, 1), size, stride, dilation).Checked();
        return axis with { Before = axis.Extent - 1 };
    }

    private WindowAxis Checked() => Size < 1 || Stride < 1 || Dilation < 1 ? throw new ArgumentException($"Windows need a size, stride and dilation of 1 or more, not {Size}, {Stride} and {Dilation}.") : this;

    /// <summary>How a person writes it: "3", "3 stride 2".</summary>
    public override string ToString() => $"{Size}{(Stride == 1 ? "" : $" stride {Stride}")}{(Dilation == 1 ? "" : $" dilation {Dilation}")}";
}
