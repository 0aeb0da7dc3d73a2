using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>
/// Lays some windows of a batch out in working memory, one in a row, or adds such rows back into the images: the blocks of a convolution, small enough for the cache.
/// Run by run for all windows of a line, so that what is inside the image and what is not is asked once for each run, and the loop over windows is a copy at constant steps.
/// The plain version is <see cref="WindowCopy{T}"/>.
/// </summary>
/// <param name="geometry">Where the windows lie.</param>
/// <param name="runs">The runs of cells that are laid out; for adding, each position by itself.</param>
internal sealed unsafe class WindowLayout<T>(WindowGeometry geometry, WindowRun[] runs)
    where T : unmanaged, INumber<T>
{
    private readonly WindowAxis _a = geometry.A, _b = geometry.B, _c = geometry.C;
    private readonly int _channels = geometry.Channels;
    private readonly long _imageSize = geometry.ImageSize, _lineSize = (long)geometry.C.Length * geometry.Channels;
    /// <summary>From one row to the next: as many numbers as are laid out, and where runs are shorter than a vector room for the rest of it.</summary>
    public int Stride { get; } = runs[^1].At + runs[^1].Size * geometry.Channels + (runs.Any(run => run.Size * geometry.Channels < Vector128<T>.Count) ? Vector128<T>.Count - 1 : 0);

    /// <summary>Copies windows out into rows.</summary>
    /// <param name="images">The batch.</param>
    /// <param name="first">The first window.</param>
    /// <param name="count">How many.</param>
    /// <param name="to">Rows at steps of <see cref="Stride"/>; what stands behind the numbers of a window is overwritten.</param>
    /// <param name="stride">The <see cref="Stride"/>.</param>
    /// <param name="padding">What stands beyond the edges.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void LayOut(T* images, int first, int count, T* to, int stride, T padding)
    {
        (int row, int c) = Math.DivRem(first, _c.Count);
        for (int windows; count > 0; count -= windows, to += (long)windows * stride, row++, c = 0)
        {
            windows = Math.Min(count, _c.Count - c);
            foreach (ref readonly WindowRun run in runs.AsSpan())
            {
                T* line = Line(images, row, run);
                if (line is not null) LayOutRun(line, run, c, windows, to + run.At, stride, padding);
                else Fill(to + run.At, stride, windows, run.Size * _channels, padding);
            }
        }
    }

    /// <summary>
    /// Adds rows into the images. A cell receives its numbers in the order of the windows, as in <see cref="WindowCopy{T}"/>: within a line, a later window holds it at an earlier position,
    /// so positions go from the last to the first; and additions that follow one another never meet in a cell.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddBack(T* images, int first, int count, T* from, int stride)
    {
        (int row, int c) = Math.DivRem(first, _c.Count);
        for (int windows; count > 0; count -= windows, from += (long)windows * stride, row++, c = 0)
        {
            windows = Math.Min(count, _c.Count - c);
            for (int i = runs.Length - 1; i >= 0; i--)
            {
                ref readonly WindowRun run = ref runs[i];
                T* line = Line(images, row, run);
                if (line is null) continue;
                (int begin, int end) = Inside(run, c, windows);
                Add(line + ((long)begin * _c.Stride + run.C - _c.Before) * _channels, _c.Stride * _channels, from + (long)(begin - c) * stride + run.At, stride, end - begin, _channels);
            }
        }
    }

    /// <summary>The line of cells in which a run lies for a row of windows, or null where it is outside of the image.</summary>
    private T* Line(T* images, int row, in WindowRun run)
    {
        (int rest, int b) = Math.DivRem(row, _b.Count);
        (int image, int a) = Math.DivRem(rest, _a.Count);
        int y = a * _a.Stride + run.A - _a.Before, x = b * _b.Stride + run.B - _b.Before;
        return (uint)y < (uint)_a.Length && (uint)x < (uint)_b.Length ? images + image * _imageSize + ((long)y * _b.Length + x) * _lineSize : null;
    }

    /// <summary>Which of some windows hold the whole run within the line.</summary>
    private (int Begin, int End) Inside(in WindowRun run, int first, int count)
    {
        int start = run.C - _c.Before, room = _c.Length - run.Size - start;
        int begin = start >= 0 ? first : Math.Clamp((-start + _c.Stride - 1) / _c.Stride, first, first + count);
        return (begin, room < 0 ? begin : Math.Clamp(room / _c.Stride + 1, begin, first + count));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void LayOutRun(T* line, in WindowRun run, int first, int count, T* to, int stride, T padding)
    {
        (int begin, int end) = Inside(run, first, count);
        for (int c = first; c < begin; c++, to += stride) Edge(line, run, c, to, padding);
        Copy(line + ((long)begin * _c.Stride + run.C - _c.Before) * _channels, _c.Stride * _channels, to, stride, end - begin, run.Size * _channels);
        to += (long)(end - begin) * stride;
        for (int c = end; c < first + count; c++, to += stride) Edge(line, run, c, to, padding);
    }

    /// <summary>A run that sticks out.</summary>
    private void Edge(T* line, in WindowRun run, int window, T* to, T padding)
    {
        int cell = window * _c.Stride + run.C - _c.Before;
        for (int k = 0; k < run.Size; k++, cell++, to += _channels)
        {
            bool isInside = (uint)cell < (uint)_c.Length;
            for (int i = 0; i < _channels; i++) to[i] = isInside ? line[(long)cell * _channels + i] : padding;
        }
    }

    private static void Fill(T* to, int stride, int count, int length, T padding)
    {
        for (; count > 0; count--, to += stride) new Span<T>(to, length).Fill(padding);
    }

    /// <summary>
    /// The same run of several windows. Whole vectors, the last one overlapping the one before it; a run that is shorter than the smallest vector is followed by what stands behind it in the image,
    /// which the next run, or nothing, overwrites.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Copy(T* from, nint step, T* to, nint stride, int count, int length)
    {
        nint last;
        if (length <= Vector128<T>.Count)
        {
            for (; count > 0; count--, from += step, to += stride) Vector128.Load(from).Store(to);
        }
        else if (length <= Vector256<T>.Count)
        {
            last = length - Vector128<T>.Count;
            for (; count > 0; count--, from += step, to += stride)
            {
                Vector128<T> tail = Vector128.Load(from + last);
                Vector128.Load(from).Store(to);
                tail.Store(to + last);
            }
        }
        else if (length <= Vector512<T>.Count)
        {
            last = length - Vector256<T>.Count;
            for (; count > 0; count--, from += step, to += stride)
            {
                Vector256<T> tail = Vector256.Load(from + last);
                Vector256.Load(from).Store(to);
                tail.Store(to + last);
            }
        }
        else
        {
            last = length - Vector512<T>.Count;
            for (; count > 0; count--, from += step, to += stride)
            {
                for (nint i = 0; i < last; i += Vector512<T>.Count) Vector512.Load(from + i).Store(to + i);
                Vector512.Load(from + last).Store(to + last);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(T* cells, nint step, T* from, nint stride, int count, int length)
    {
        for (; count > 0; count--, cells += step, from += stride)
        {
            int i = 0;
            for (; i + Vector512<T>.Count <= length; i += Vector512<T>.Count) (Vector512.Load(cells + i) + Vector512.Load(from + i)).Store(cells + i);
            for (; i + Vector128<T>.Count <= length; i += Vector128<T>.Count) (Vector128.Load(cells + i) + Vector128.Load(from + i)).Store(cells + i);
            for (; i < length; i++) cells[i] += from[i];
        }
    }
}
