using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>The windows of a batch of images by number: image by image, and within one along the axes, the last one fastest.</summary>
internal sealed class WindowGeometry
{
    private static readonly WindowAxis s_single = new(1, 1, 1);

    /// <param name="image">(batch, cells …, channels).</param>
    /// <param name="axes">One to three axes, outermost first.</param>
    public WindowGeometry(Shape image, IReadOnlyList<WindowAxis> axes)
    {
        (Batch, Channels) = (image[0], image[-1]);
        A = axes.Count > 2 ? axes[^3] : s_single;
        B = axes.Count > 1 ? axes[^2] : s_single;
        C = axes[^1];
    }

    public int Batch { get; }

    public int Channels { get; }

    /// <summary>The three axes; those that an image does not have hold one cell and one window.</summary>
    public WindowAxis A { get; }

    /// <inheritdoc cref="A"/>
    public WindowAxis B { get; }

    /// <inheritdoc cref="A"/>
    public WindowAxis C { get; }

    /// <summary>The cells that a window looks at.</summary>
    public int Positions => A.Size * B.Size * C.Size;

    /// <summary>The numbers in a window.</summary>
    public int Length => checked(Positions * Channels);

    /// <summary>The windows of an image.</summary>
    public int PerImage => checked(A.Count * B.Count * C.Count);

    /// <summary>The windows of the batch.</summary>
    public int Windows => checked(Batch * PerImage);

    /// <summary>The numbers of an image.</summary>
    public long ImageSize => (long)A.Length * B.Length * C.Length * Channels;

    /// <summary>Whether a cell can be in several windows.</summary>
    public bool Overlaps => Overlap(A) || Overlap(B) || Overlap(C);

    /// <summary>Whether every cell is in a window and no window is clipped or overlaps another.</summary>
    public bool Tiles => Tile(A) && Tile(B) && Tile(C);

    /// <summary>The positions of a window from one on, as runs of cells.</summary>
    /// <param name="first">The first position.</param>
    /// <param name="count">How many.</param>
    /// <param name="single">Whether each position is a run of its own; otherwise those that lie side by side in the image are one.</param>
    public WindowRun[] Runs(int first, int count, bool single = false)
    {
        var runs = new List<WindowRun>();
        for (int position = first; position < first + count; position++)
        {
            (int line, int k) = Math.DivRem(position, C.Size);
            (int i, int j) = Math.DivRem(line, B.Size);
            var run = new WindowRun(i * A.Dilation, j * B.Dilation, k * C.Dilation, 1, (position - first) * Channels);
            bool continues = !single && C.Dilation == 1 && k > 0 && runs.Count > 0;
            if (continues) runs[^1] = runs[^1] with { Size = runs[^1].Size + 1 };
            else runs.Add(run);
        }

        return [.. runs];
    }

    private static bool Overlap(WindowAxis axis) => axis.Count > 1 && axis.Stride < axis.Extent;

    private static bool Tile(WindowAxis axis) => axis is { Before: 0, Dilation: 1 } && axis.Size == axis.Stride && axis.Count * axis.Size == axis.Length;
}

/// <summary>Cells of a window that lie side by side in the image.</summary>
/// <param name="A">How far the run lies behind the window's first cell along the first axis.</param>
/// <param name="B">The same along the second axis.</param>
/// <param name="C">The same along the third.</param>
/// <param name="Size">The number of cells, along the last axis.</param>
/// <param name="At">Where its numbers stand in the window that is laid out.</param>
internal readonly record struct WindowRun(int A, int B, int C, int Size, int At);
