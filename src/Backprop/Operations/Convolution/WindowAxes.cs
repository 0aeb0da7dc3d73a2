using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>One to three axes of windows, with the shapes on both sides: an attribute that equals another with the same numbers.</summary>
internal readonly struct WindowAxes : IEquatable<WindowAxes>
{
    private readonly WindowAxis[] _axes;

    public WindowAxes(IReadOnlyList<WindowAxis> axes)
    {
        ArgumentNullException.ThrowIfNull(axes);
        if (axes.Count is < 1 or > 3) throw new ArgumentException($"Windows have one to three axes, not {axes.Count}.", nameof(axes));
        foreach (WindowAxis axis in axes)
        {
            if (axis.Length < 0 || axis.Count < 0 || axis.Size < 1 || axis.Stride < 1 || axis.Dilation < 1) throw new ArgumentException($"Windows need lengths of 0 or more and a size, stride and dilation of 1 or more; this is length {axis.Length}, count {axis.Count}, size {axis.Size}, stride {axis.Stride}, dilation {axis.Dilation}.", nameof(axes));
        }

        _axes = [.. axes];
    }

    public IReadOnlyList<WindowAxis> Values => _axes;

    /// <summary>The number of positions in a window.</summary>
    public int Positions => _axes.Aggregate(1, (product, axis) => checked(product * axis.Size));

    private Shape Cells => Shape.Create([.. _axes.Select(axis => axis.Length)]);

    private Shape Counts => Shape.Create([.. _axes.Select(axis => axis.Count)]);

    public string ImageText => $"(batch, {string.Join(", ", Cells)}, channels)";

    public string WindowsText => $"(batch, {string.Join(", ", Counts)}, {Positions}, channels)";

    public bool IsImage(Shape shape) => shape.Rank == _axes.Length + 2 && shape[1..^1] == Cells;

    public bool IsWindows(Shape shape) => shape.Rank == _axes.Length + 3 && shape[1..^1] == Counts.Insert(-1, Positions);

    public Shape WindowsShape(Shape image) => Counts.Insert(0, image[0]).Concat([Positions, image[-1]]);

    public Shape ImageShape(Shape windows) => Cells.Insert(0, windows[0]).Insert(-1, windows[-1]);

    public Kernel Bind(Tensor image, Tensor windows, bool fold, double padding) => image.DType == DType.Float32
        ? new WindowCopy<float>(image, windows, _axes, fold, padding)
        : new WindowCopy<double>(image, windows, _axes, fold, padding);

    /// <summary>Images and windows on which both directions are checked: each padding, strides, dilations, gaps, one cell, nothing.</summary>
    public static IEnumerable<(Shape Image, WindowAxis[] Axes)> Samples() =>
    [
        ([2, 4, 1], [WindowAxis.Valid(4, 2)]),
        ([1, 5, 2], [WindowAxis.Same(5, 3, 2)]),
        ([2, 5, 2], [WindowAxis.Same(5, 2, 1, 3)]),
        ([1, 4, 3], [WindowAxis.Causal(4, 2, 1, 2)]),
        ([1, 5, 1], [WindowAxis.Valid(5, 1, 3)]),
        ([0, 3, 2], [WindowAxis.Valid(3, 2)]),
        ([2, 1, 1, 1], [WindowAxis.Valid(1, 1), WindowAxis.Same(1, 3)]),
        ([1, 3, 4, 2], [WindowAxis.Same(3, 2), WindowAxis.Valid(4, 2, 2)]),
        ([1, 4, 3, 6], [WindowAxis.Same(4, 3, 2), WindowAxis.Same(3, 3)]),
        ([1, 2, 3, 2, 1], [WindowAxis.Valid(2, 2), WindowAxis.Same(3, 2, 2), WindowAxis.Same(2, 2)]),
    ];

    public bool Equals(WindowAxes other) => _axes.AsSpan().SequenceEqual(other._axes);

    public override bool Equals(object? obj) => obj is WindowAxes other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (WindowAxis axis in _axes) hash.Add(axis);
        return hash.ToHashCode();
    }

    /// <summary>For example "3×3, stride 2×2".</summary>
    public override string ToString()
    {
        WindowAxis[] axes = _axes;
        return string.Concat(By("", axis => axis.Size), Unless(1, ", stride ", axis => axis.Stride), Unless(1, ", dilation ", axis => axis.Dilation), Unless(0, ", padding ", axis => axis.Before));

        string By(string word, Func<WindowAxis, int> number) => word + string.Join("×", axes.Select(number));
        string Unless(int usual, string word, Func<WindowAxis, int> number) => axes.All(axis => number(axis) == usual) ? "" : By(word, number);
    }
}
