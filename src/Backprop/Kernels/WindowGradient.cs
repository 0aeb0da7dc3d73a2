using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// The gradient of a convolution's kernel: the product of all windows, transposed, with the gradient of the result, (numbers of a window, windows) times (windows, filters).
/// The sums go over the windows, slice by slice (<see cref="TiledProduct{T}.SliceOf"/>) as in the product of the whole: of each slice, the windows are laid out in working memory and multiplied at once.
/// Several slices are computed side by side, each into a place of its own, and added up in their order.
/// </summary>
internal sealed unsafe class WindowGradient<T> : Kernel
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Slices that are computed side by side.</summary>
    private const int SideBySide = 8;

    /// <summary>Numbers of a slice that is laid out, and of a result that is kept once for each slice.</summary>
    private const int MostSliceNumbers = 1 << 18, MostResultNumbers = 1 << 16;

    /// <summary>Multiplications up to which a product may be computed in another order of sums, and from which other threads are worth waking.</summary>
    private const int DifferentWork = 1 << 14, ParallelWork = 1 << 19;

    private readonly Tensor _image, _upstream, _output;
    private readonly T _padding;
    private readonly WindowGeometry _geometry;
    private readonly WindowLayout<T>[] _groups;
    private readonly ShortWindows<T>? _short;
    private readonly int _windows, _length, _filters, _depth, _positions;
    private readonly bool _isParallel, _isTurned;

    // What is at hand: the place of the results, and the first slice of those that are computed side by side.
    private T* _results;
    private int _slice;

    /// <param name="image">(batch, cells …, channels).</param>
    /// <param name="axes">Where the windows lie.</param>
    /// <param name="padding">What stands beyond the edges.</param>
    /// <param name="upstream">(windows, filters).</param>
    /// <param name="output">(numbers of a window, filters).</param>
    public WindowGradient(Tensor image, IReadOnlyList<WindowAxis> axes, double padding, Tensor upstream, Tensor output)
    {
        (_image, _upstream, _output, _padding) = (image, upstream, output, T.CreateSaturating(padding));
        _geometry = new WindowGeometry(image.Shape, axes);
        (_windows, _filters, _length) = (_geometry.Windows, upstream.Shape[1], _geometry.Length);
        long work = (long)_windows * _filters * _length;
        _depth = work <= DifferentWork ? _windows : TiledProduct<T>.SliceOf(_windows);
        _isParallel = work >= ParallelWork;
        _positions = Math.Clamp(MostSliceNumbers / _depth / _geometry.Channels, 1, _geometry.Positions);
        if ((long)_length * _filters > MostResultNumbers) _positions = Math.Min(_positions, Math.Max(1, _geometry.Positions / 2));
        _groups = [.. Enumerable.Range(0, (_geometry.Positions + _positions - 1) / _positions).Select(group => new WindowLayout<T>(_geometry, _geometry.Runs(group * _positions, Math.Min(_positions, _geometry.Positions - group * _positions))))];
        _short = ShortWindows<T>.Fits(_geometry, _filters) ? new ShortWindows<T>(_geometry, _filters, _padding) : null;
        // Whichever way round fills the tiles better.
        int lanes = 2 * Vector512<T>.Count;
        _isTurned = _short is null && (long)Filled(_filters, 8) * Filled(_length, lanes) <= (long)Filled(_length, 12) * Filled(_filters, lanes);
    }

    private int Slices => (_windows + _depth - 1) / _depth;

    /// <summary>The columns of a slice that are multiplied: whole vectors where the room behind the window allows it. What comes of the rest is thrown away.</summary>
    private int Columns => _short?.Rows ?? Math.Min(Filled(_length, Vector128<T>.Count), _groups[0].Stride);

    public override void Run()
    {
        if (_groups.Length > 1) RunGroups();
        else RunSideBySide();
    }

    private static int Filled(int length, int width) => (length + width - 1) / width * width;

    private void RunSideBySide()
    {
        int size = _filters * (_isTurned ? _length : Columns), slices = Slices;
        _results = (T*)Scratch.ForTasks((long)size * (SideBySide + 1) * sizeof(T));
        WindowGradient<T> self = this;
        for (_slice = 0; _slice < slices; _slice += SideBySide)
        {
            int count = Math.Min(SideBySide, slices - _slice);
            if (_isParallel) Workers.Run(count, &Slice, Unsafe.AsPointer(ref self));
            else for (int i = 0; i < count; i++) Slice(i);
            AddUp(_results, size, _slice == 0 ? count - 1 : count);
        }

        T* output = (T*)_output.Pointer;
        if (!_isTurned)
        {
            new Span<T>(_results, _length * _filters).CopyTo(new Span<T>(output, _length * _filters));
            return;
        }

        for (int i = 0; i < _length; i++)
        {
            T* from = _results + i;
            for (int j = 0; j < _filters; j++, from += _length) *output++ = *from;
        }
    }

    private static void Slice(void* state, int index) => Unsafe.AsRef<WindowGradient<T>>(state).Slice(index);

    /// <summary>The product of one slice. The first of all is where the sum is, the others stand behind it.</summary>
    private void Slice(int index)
    {
        int first = (_slice + index) * _depth, rows = Math.Min(_depth, _windows - first), stride = _groups[0].Stride;
        T* upstream = (T*)_upstream.Pointer + (long)first * _filters;
        int size = _filters * (_isTurned ? _length : Columns);
        T* to = _results + (_slice == 0 ? index : index + 1) * (long)size;
        if (_short is not null)
        {
            new Span<T>(to, size).Clear();
            _short.AddProducts((T*)_image.Pointer, first, rows, upstream, to);
            return;
        }

        var windows = (T*)Scratch.ForThisThread(((long)rows * stride + Storage.Alignment) * sizeof(T));
        _groups[0].LayOut((T*)_image.Pointer, first, rows, windows, stride, _padding);
        if (_isTurned) MatrixProduct.Run(_filters, _length, rows, upstream, _filters, true, windows, stride, false, to, _length, accumulate: false);
        else MatrixProduct.Run(Columns, _filters, rows, windows, stride, true, upstream, _filters, false, to, _filters, accumulate: false);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddUp(T* sum, int size, int count)
    {
        int i = 0;
        for (; i + Vector512<T>.Count <= size; i += Vector512<T>.Count)
        {
            Vector512<T> total = Vector512.Load(sum + i);
            T* next = sum + size + i;
            for (int s = 0; s < count; s++, next += size) total += Vector512.Load(next);
            total.Store(sum + i);
        }

        for (; i < size; i++)
        {
            T* next = sum + size + i;
            for (int s = 0; s < count; s++, next += size) sum[i] += *next;
        }
    }

    /// <summary>Large kernels: some positions of the windows at a time, slice after slice, and threads within the slice.</summary>
    private void RunGroups()
    {
        for (int group = 0; group < _groups.Length; group++)
        {
            WindowLayout<T> layout = _groups[group];
            int length = Math.Min(_positions, _geometry.Positions - group * _positions) * _geometry.Channels, stride = layout.Stride;
            var windows = (T*)Scratch.ForThisThread(((long)_depth * stride + Storage.Alignment) * sizeof(T));
            T* to = (T*)_output.Pointer + (long)group * _positions * _geometry.Channels * _filters;
            for (int first = 0; first < _windows; first += _depth)
            {
                int rows = Math.Min(_depth, _windows - first);
                layout.LayOut((T*)_image.Pointer, first, rows, windows, stride, _padding);
                MatrixProduct.Run(length, _filters, rows, windows, stride, true, (T*)_upstream.Pointer + (long)first * _filters, _filters, false, to, _filters, accumulate: first > 0);
            }
        }
    }
}
