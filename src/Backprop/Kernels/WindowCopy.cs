using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using Tensor = Backprop.Tensors.Tensor;

namespace Backprop.Kernels;

/// <summary>
/// Copies the windows of an image (batch, cells …, channels) out into (batch, windows …, positions, channels), or adds such windows back into the image.
/// What a window holds along the last axis lies side by side on both sides when the dilation is 1, and is moved as one run.
/// Adding goes window by window in order, one image on one thread, so that the sums do not depend on the number of threads.
/// </summary>
internal sealed unsafe class WindowCopy<T> : Kernel
    where T : unmanaged, INumber<T>
{
    /// <summary>Numbers below which the work stays on the caller's thread.</summary>
    private const int Small = 1 << 15;

    /// <summary>Runs up to this length are moved by a plain loop: a call would take longer.</summary>
    private const int ShortRun = 16;

    private static readonly WindowAxis s_single = new(1, 1, 1);

    private readonly Tensor _image, _windows;
    private readonly WindowAxis _a, _b, _c;
    private readonly int _batch, _channels;
    private readonly bool _fold;
    private readonly T _padding;

    /// <param name="image">(batch, cells …, channels).</param>
    /// <param name="windows">(batch, windows …, positions, channels).</param>
    /// <param name="axes">One to three axes, outermost first.</param>
    /// <param name="fold">Whether windows are added into the image, which is cleared first.</param>
    /// <param name="padding">What stands beyond the edges; ignored when windows are added.</param>
    public WindowCopy(Tensor image, Tensor windows, ReadOnlySpan<WindowAxis> axes, bool fold, double padding)
    {
        (_image, _windows, _fold, _padding) = (image, windows, fold, T.CreateSaturating(padding));
        (_batch, _channels) = (image.Shape[0], image.Shape[-1]);
        _a = axes.Length > 2 ? axes[^3] : s_single;
        _b = axes.Length > 1 ? axes[^2] : s_single;
        _c = axes[^1];
    }

    public override void Run()
    {
        if (_batch == 0 || _channels == 0) return;
        // Reading windows cuts the work by rows of windows, adding them by images.
        int chunks = _fold ? _batch : checked(_batch * _a.Count * _b.Count);
        if (_windows.Size <= Small || chunks == 1)
        {
            for (int chunk = 0; chunk < chunks; chunk++) RunChunk(chunk);
            return;
        }

        WindowCopy<T> self = this;
        Workers.Run(chunks, &RunChunk, Unsafe.AsPointer(ref self));
    }

    private static void RunChunk(void* state, int chunk) => Unsafe.AsRef<WindowCopy<T>>(state).RunChunk(chunk);

    private void RunChunk(int chunk)
    {
        long cells = (long)_a.Length * _b.Length * _c.Length * _channels;
        long row = (long)_c.Count * _a.Size * _b.Size * _c.Size * _channels;
        T* windows = (T*)_windows.Pointer;
        if (!_fold)
        {
            (int rest, int b) = Math.DivRem(chunk, _b.Count);
            (int image, int a) = Math.DivRem(rest, _a.Count);
            Row((T*)_image.Pointer + image * cells, windows + chunk * row, a, b);
            return;
        }

        T* to = (T*)_image.Pointer + chunk * cells;
        new Span<byte>(to, checked((int)(cells * sizeof(T)))).Clear();
        T* from = windows + chunk * row * _a.Count * _b.Count;
        for (int a = 0; a < _a.Count; a++)
        {
            for (int b = 0; b < _b.Count; b++, from += row) Row(to, from, a, b);
        }
    }

    /// <summary>The windows along the last axis, at one place of the other two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Row(T* image, T* window, int a, int b)
    {
        int line = _c.Size * _channels;
        for (int c = 0; c < _c.Count; c++)
        {
            int first = c * _c.Stride - _c.Before;
            for (int i = 0; i < _a.Size; i++)
            {
                int y = a * _a.Stride + i * _a.Dilation - _a.Before;
                for (int j = 0; j < _b.Size; j++, window += line)
                {
                    int x = b * _b.Stride + j * _b.Dilation - _b.Before;
                    if ((uint)y < (uint)_a.Length && (uint)x < (uint)_b.Length) Line(image + ((long)y * _b.Length + x) * _c.Length * _channels, window, first);
                    else if (!_fold) new Span<T>(window, line).Fill(_padding);
                }
            }
        }
    }

    /// <summary>The positions of a window along the last axis; the first one is at the cell <paramref name="first"/>, which may lie outside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Line(T* cells, T* window, int first)
    {
        if (_c.Dilation == 1)
        {
            int begin = Math.Clamp(-first, 0, _c.Size), end = Math.Clamp(_c.Length - first, begin, _c.Size);
            if (begin > 0 && !_fold) new Span<T>(window, begin * _channels).Fill(_padding);
            if (end > begin) Move(cells + ((long)first + begin) * _channels, window + begin * _channels, (end - begin) * _channels);
            if (end < _c.Size && !_fold) new Span<T>(window + end * _channels, (_c.Size - end) * _channels).Fill(_padding);
            return;
        }

        for (int k = 0; k < _c.Size; k++, first += _c.Dilation, window += _channels)
        {
            if ((uint)first < (uint)_c.Length) Move(cells + (long)first * _channels, window, _channels);
            else if (!_fold) new Span<T>(window, _channels).Fill(_padding);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Move(T* cells, T* window, int count)
    {
        if (_fold)
        {
            if (count > ShortRun) TensorPrimitives.Add(new ReadOnlySpan<T>(cells, count), new ReadOnlySpan<T>(window, count), new Span<T>(cells, count));
            else for (int i = 0; i < count; i++) cells[i] += window[i];
        }
        else if (count > ShortRun)
        {
            Buffer.MemoryCopy(cells, window, (long)count * sizeof(T), (long)count * sizeof(T));
        }
        else
        {
            for (int i = 0; i < count; i++) window[i] = cells[i];
        }
    }
}
