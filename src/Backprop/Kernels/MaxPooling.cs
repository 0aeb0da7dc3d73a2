using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// Max pooling straight from the image: the largest cell of each window, a vector of channels at a time. No window is laid out; the result has the bits of the largest over windows that are
/// (<see cref="WindowCopy{T}"/> and <see cref="MaxReduction"/>, the plain version).
/// </summary>
/// <param name="image">(batch, cells …, channels).</param>
/// <param name="axes">Where the windows lie.</param>
/// <param name="padding">What stands beyond the edges.</param>
/// <param name="output">(batch, windows …, channels).</param>
internal sealed unsafe class MaxPooling<T>(Tensor image, IReadOnlyList<WindowAxis> axes, double padding, Tensor output) : Kernel
    where T : unmanaged, INumber<T>
{
    private readonly WindowPositions _windows = new(new WindowGeometry(image.Shape, axes));
    private readonly T _padding = T.CreateSaturating(padding);

    public override void Run()
    {
        MaxPooling<T> self = this;
        _windows.Run(&Image, Unsafe.AsPointer(ref self));
    }

    private static void Image(void* state, int index) => Unsafe.AsRef<MaxPooling<T>>(state).Image(index);

    private void Image(int index)
    {
        int* clipped = stackalloc int[_windows.Count];
        WindowGeometry geometry = _windows.Geometry;
        T* cells = (T*)image.Pointer + index * geometry.ImageSize;
        T* to = (T*)output.Pointer + (long)index * geometry.PerImage * geometry.Channels;
        fixed (int* all = _windows.Offsets)
        {
            for (int row = 0; row < _windows.Rows; row++)
            {
                T* first = cells + _windows.Row(row, out int x, out int y);
                for (int window = 0; window < geometry.C.Count; window++, first += _windows.Step, to += geometry.Channels)
                {
                    bool isClipped = _windows.IsClipped(x, y, window, clipped);
                    int count = isClipped ? WindowPositions.WithoutPadding(clipped, _windows.Count) : _windows.Count;
                    Largest(first, isClipped ? clipped : all, count, geometry.Channels, to, count < _windows.Count ? _padding : MaxReduction.Neutral<T>());
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Largest(T* cells, int* offsets, int count, int channels, T* to, T least)
    {
        int i = 0;
        for (; i + Vector512<T>.Count <= channels; i += Vector512<T>.Count)
        {
            Vector512<T> largest = Vector512.Create(least);
            for (int position = 0; position < count; position++) largest = Vector512.Max(largest, Vector512.Load(cells + offsets[position] + i));
            largest.Store(to + i);
        }

        for (; i < channels; i++)
        {
            T largest = least;
            for (int position = 0; position < count; position++) largest = T.Max(largest, cells[offsets[position] + i]);
            to[i] = largest;
        }
    }
}
