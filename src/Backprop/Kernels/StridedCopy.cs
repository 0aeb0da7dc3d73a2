using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// Copies a block of numbers between two places in memory, each with a distance (stride) of its own along every axis: transposing,
/// slicing, joining and padding are all this. Axes that run on without a gap on both sides are merged when the copy is prepared;
/// what then lies side by side on both sides is copied as memory, and a transposition goes by small square tiles.
/// </summary>
internal sealed unsafe class StridedCopy : Kernel
{
    // A tile of 32 × 32 doubles is 8 KiB on each side: both fit into the nearest cache.
    private const int Tile = 32;

    private readonly Tensor _from, _to;
    private readonly long _fromOffset, _toOffset;
    private readonly int _bytes;

    // Innermost axis first; the strides count elements.
    private readonly long[] _lengths, _fromStrides, _toStrides;
    private readonly bool _isEmpty;

    /// <summary>Prepares the copy of a block of the given lengths, outermost axis first.</summary>
    public StridedCopy(Tensor from, long fromOffset, ReadOnlySpan<long> fromStrides, Tensor to, long toOffset, ReadOnlySpan<long> toStrides, ReadOnlySpan<int> lengths)
    {
        (_from, _fromOffset, _to, _toOffset, _bytes) = (from, fromOffset, to, toOffset, to.DType.Bytes);
        var axes = new List<(long Length, long From, long To)>();
        for (int axis = lengths.Length - 1; axis >= 0; axis--)
        {
            (long length, long f, long t) = (lengths[axis], fromStrides[axis], toStrides[axis]);
            if (length == 0) _isEmpty = true;
            if (length == 1) continue;
            if (axes.Count > 0 && axes[^1] is var inner && f == inner.From * inner.Length && t == inner.To * inner.Length) axes[^1] = (inner.Length * length, inner.From, inner.To);
            else axes.Add((length, f, t));
        }

        if (axes.Count == 0) axes.Add((1, 1, 1));
        // When the destination's neighbours come from far apart, the axis along which the source's neighbours lie comes second, so that the two make tiles.
        int near = axes.FindIndex(axis => axis.From == 1);
        if (axes[0].From != 1 && near > 1)
        {
            (long Length, long From, long To) moved = axes[near];
            axes.RemoveAt(near);
            axes.Insert(1, moved);
        }

        _lengths = [.. axes.Select(axis => axis.Length)];
        _fromStrides = [.. axes.Select(axis => axis.From)];
        _toStrides = [.. axes.Select(axis => axis.To)];
    }

    public override void Run()
    {
        if (_isEmpty) return;
        switch (_bytes)
        {
            case 1: Run<byte>(); break;
            case 4: Run<int>(); break;
            default: Run<long>(); break;
        }
    }

    private void Run<T>() where T : unmanaged
    {
        T* from = (T*)_from.Pointer + _fromOffset;
        T* to = (T*)_to.Pointer + _toOffset;
        int block = _lengths.Length > 1 && _fromStrides[0] != 1 && _fromStrides[1] == 1 ? 2 : 1;
        int rank = _lengths.Length;
        Span<long> index = stackalloc long[rank];
        index.Clear();
        while (true)
        {
            if (block == 2) Transpose(from, to);
            else Row(from, to);
            int axis = block;
            for (; axis < rank; axis++)
            {
                from += _fromStrides[axis];
                to += _toStrides[axis];
                if (++index[axis] < _lengths[axis]) break;
                from -= _fromStrides[axis] * _lengths[axis];
                to -= _toStrides[axis] * _lengths[axis];
                index[axis] = 0;
            }

            if (axis >= rank) return;
        }
    }

    private void Row<T>(T* from, T* to) where T : unmanaged
    {
        (long length, long f, long t) = (_lengths[0], _fromStrides[0], _toStrides[0]);
        if (f == 1 && t == 1 && length > 4) Buffer.MemoryCopy(from, to, length * sizeof(T), length * sizeof(T));
        else for (long i = 0; i < length; i++, from += f, to += t) *to = *from;
    }

    /// <summary>The two innermost axes, tile by tile: the destination runs along the first, the source along the second.</summary>
    private void Transpose<T>(T* from, T* to) where T : unmanaged
    {
        (long columns, long rows) = (_lengths[0], _lengths[1]);
        (long fromStep, long toStep, long toRow) = (_fromStrides[0], _toStrides[0], _toStrides[1]);
        for (long row = 0; row < rows; row += Tile)
        {
            long rowEnd = Math.Min(rows, row + Tile);
            for (long column = 0; column < columns; column += Tile)
            {
                long columnEnd = Math.Min(columns, column + Tile);
                for (long r = row; r < rowEnd; r++)
                {
                    T* source = from + r + column * fromStep;
                    T* target = to + r * toRow + column * toStep;
                    for (long c = column; c < columnEnd; c++, source += fromStep, target += toStep) *target = *source;
                }
            }
        }
    }
}
