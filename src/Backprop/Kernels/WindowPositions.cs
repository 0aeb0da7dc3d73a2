using System.Runtime.CompilerServices;

namespace Backprop.Kernels;

/// <summary>Where the positions of each window lie in an image, for kernels that read windows where they are.</summary>
internal sealed unsafe class WindowPositions
{
    /// <summary>What stands for the place of a position beyond the edges.</summary>
    public const int Padding = int.MinValue;

    /// <summary>Numbers below which the work stays on the caller's thread.</summary>
    private const int Small = 1 << 15;

    private readonly WindowAxis _a, _b, _c;

    public WindowPositions(WindowGeometry geometry)
    {
        Geometry = geometry;
        (_a, _b, _c) = (geometry.A, geometry.B, geometry.C);
        Count = geometry.Positions;
        Offsets = [.. geometry.Runs(0, Count, single: true).Select(run => checked((int)Offset(run.A, run.B, run.C)))];
    }

    public WindowGeometry Geometry { get; }

    /// <summary>The positions of a window.</summary>
    public int Count { get; }

    /// <summary>How many numbers each position lies behind the first one.</summary>
    public int[] Offsets { get; }

    /// <summary>Calls the work for each image, on several threads where it pays.</summary>
    public void Run(delegate*<void*, int, void> work, void* state)
    {
        if ((long)Geometry.Windows * Geometry.Length > Small)
        {
            Workers.Run(Geometry.Batch, work, state);
            return;
        }

        for (int image = 0; image < Geometry.Batch; image++) work(state, image);
    }

    /// <summary>Where a row of windows begins, in numbers from the image's first: those that follow one another along the last axis.</summary>
    public long Row(int row, out int x, out int y)
    {
        (x, y) = Math.DivRem(row, _b.Count);
        (x, y) = (x * _a.Stride - _a.Before, y * _b.Stride - _b.Before);
        return Offset(x, y, -_c.Before);
    }

    /// <summary>Whether a window of a row sticks out of the image; if so, where its positions lie, from its first cell on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool IsClipped(int x, int y, int window, int* positions)
    {
        int z = window * _c.Stride - _c.Before;
        if (x >= 0 && y >= 0 && z >= 0 && x + _a.Extent <= _a.Length && y + _b.Extent <= _b.Length && z + _c.Extent <= _c.Length) return false;
        for (int i = 0; i < _a.Size; i++)
        {
            for (int j = 0; j < _b.Size; j++)
            {
                for (int k = 0; k < _c.Size; k++, positions++)
                {
                    bool isInside = (uint)(x + i * _a.Dilation) < (uint)_a.Length && (uint)(y + j * _b.Dilation) < (uint)_b.Length && (uint)(z + k * _c.Dilation) < (uint)_c.Length;
                    *positions = isInside ? (int)Offset(i * _a.Dilation, j * _b.Dilation, k * _c.Dilation) : Padding;
                }
            }
        }

        return true;
    }

    /// <summary>Leaves the positions beyond the edges out; returns how many remain.</summary>
    public static int WithoutPadding(int* positions, int count)
    {
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            if (positions[i] != Padding) positions[kept++] = positions[i];
        }

        return kept;
    }

    /// <summary>From one window of a row to the next, in numbers.</summary>
    public int Step => _c.Stride * Geometry.Channels;

    /// <summary>The rows of windows of an image.</summary>
    public int Rows => _a.Count * _b.Count;

    private long Offset(int a, int b, int c) => (((long)a * _b.Length + b) * _c.Length + c) * Geometry.Channels;
}
