using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// The way back through max pooling, straight into the image: each window's number goes to the first of its largest cells (the first NaN, if there is one), which is found again from the image;
/// what chooses, places and adds are the operations ArgMax, Place and Fold, and this gives their bits. A vector of channels at a time: the place of the largest is a vector of numbers itself.
/// Windows that do not overlap are written; otherwise they are added in order.
/// </summary>
/// <param name="image">(batch, cells …, channels).</param>
/// <param name="axes">Where the windows lie.</param>
/// <param name="padding">What stands beyond the edges.</param>
/// <param name="upstream">(batch, windows …, channels).</param>
/// <param name="output">(batch, cells …, channels).</param>
/// <param name="wherePositive">Whether only cells above 0 receive anything: the way back through a relu in front. Only where windows do not overlap.</param>
internal sealed unsafe class MaxPoolingGradient<T>(Tensor image, IReadOnlyList<WindowAxis> axes, double padding, Tensor upstream, Tensor output, bool wherePositive) : Kernel
    where T : unmanaged, INumber<T>
{
    private readonly WindowPositions _windows = new(new WindowGeometry(image.Shape, axes));
    private readonly T _padding = T.CreateSaturating(padding);

    public override void Run()
    {
        MaxPoolingGradient<T> self = this;
        _windows.Run(&Image, Unsafe.AsPointer(ref self));
    }

    private static void Image(void* state, int index) => Unsafe.AsRef<MaxPoolingGradient<T>>(state).Image(index);

    private void Image(int index)
    {
        int* clipped = stackalloc int[_windows.Count];
        WindowGeometry geometry = _windows.Geometry;
        int channels = geometry.Channels;
        bool adds = geometry.Overlaps;
        T* cells = (T*)image.Pointer + index * geometry.ImageSize;
        T* to = (T*)output.Pointer + index * geometry.ImageSize;
        T* from = (T*)upstream.Pointer + (long)index * geometry.PerImage * channels;
        if (!geometry.Tiles) new Span<byte>(to, checked((int)(geometry.ImageSize * sizeof(T)))).Clear();
        fixed (int* all = _windows.Offsets)
        {
            for (int row = 0; row < _windows.Rows; row++)
            {
                long first = _windows.Row(row, out int x, out int y);
                for (int window = 0; window < geometry.C.Count; window++, first += _windows.Step, from += channels)
                {
                    int* offsets = _windows.IsClipped(x, y, window, clipped) ? clipped : all;
                    int i;
                    if (adds) i = Vectors<Adding>(cells + first, to + first, from, offsets, channels);
                    else if (wherePositive) i = Vectors<WherePositive>(cells + first, to + first, from, offsets, channels);
                    else i = Vectors<Writing>(cells + first, to + first, from, offsets, channels);
                    for (; i < channels; i++) Channel(cells + first + i, to + first + i, from[i], offsets, adds);
                }
            }
        }
    }

    /// <summary>As many channels as fill vectors; returns how many.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Vectors<TStore>(T* cells, T* to, T* from, int* offsets, int channels) where TStore : IStore
    {
        int count = _windows.Count, i = 0;
        for (; i + Vector512<T>.Count <= channels; i += Vector512<T>.Count)
        {
            Vector512<T> largest = Load(cells, offsets[0], i), place = Vector512<T>.Zero, at = place;
            for (int position = 1; position < count; position++)
            {
                at += Vector512<T>.One;
                Vector512<T> next = Load(cells, offsets[position], i);
                // Larger, or the first NaN.
                Vector512<T> wins = Vector512.AndNot(Vector512.Equals(largest, largest), Vector512.LessThanOrEqual(next, largest));
                largest = Vector512.ConditionalSelect(wins, next, largest);
                place = Vector512.ConditionalSelect(wins, at, place);
            }

            Vector512<T> number = Vector512.Load(from + i);
            at = Vector512<T>.Zero;
            for (int position = 0; position < count; position++, at += Vector512<T>.One)
            {
                if (offsets[position] == WindowPositions.Padding) continue;
                Vector512<T> put = Vector512.ConditionalSelect(Vector512.Equals(place, at), number, Vector512<T>.Zero);
                TStore.Store(put, cells + offsets[position] + i, to + offsets[position] + i);
            }
        }

        return i;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<T> Load(T* cells, int offset, int i) => offset == WindowPositions.Padding ? Vector512.Create(_padding) : Vector512.Load(cells + offset + i);

    /// <summary>The plain version: one channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Channel(T* cells, T* to, T number, int* offsets, bool adds)
    {
        int place = 0;
        T largest = offsets[0] == WindowPositions.Padding ? _padding : cells[offsets[0]];
        for (int position = 1; position < _windows.Count && !T.IsNaN(largest); position++)
        {
            T next = offsets[position] == WindowPositions.Padding ? _padding : cells[offsets[position]];
            if (!(next <= largest)) (place, largest) = (position, next);
        }

        for (int position = 0; position < _windows.Count; position++)
        {
            int offset = offsets[position];
            if (offset == WindowPositions.Padding) continue;
            T put = position == place ? number : T.Zero;
            if (adds) to[offset] += put;
            else to[offset] = wherePositive && !(cells[offset] > T.Zero) ? T.Zero : T.Zero + put;
        }
    }

    /// <summary>How a cell receives a number.</summary>
    private interface IStore
    {
        static abstract void Store(Vector512<T> put, T* cell, T* to);
    }

    private readonly struct Adding : IStore
    {
        public static void Store(Vector512<T> put, T* cell, T* to) => (Vector512.Load(to) + put).Store(to);
    }

    /// <summary>As if it were added to a cleared cell: 0 + −0 is 0.</summary>
    private readonly struct Writing : IStore
    {
        public static void Store(Vector512<T> put, T* cell, T* to) => (Vector512<T>.Zero + put).Store(to);
    }

    private readonly struct WherePositive : IStore
    {
        public static void Store(Vector512<T> put, T* cell, T* to) =>
            Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.Load(cell), Vector512<T>.Zero), Vector512<T>.Zero + put, Vector512<T>.Zero).Store(to);
    }
}
