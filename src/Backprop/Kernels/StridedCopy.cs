using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// Copies a block of numbers between two places in memory, each with a distance (stride) of its own along every axis: transposing,
/// slicing, joining and padding are all this. Axes that run on without a gap on both sides are merged when the copy is prepared;
/// what then lies side by side on both sides is copied as memory, and a transposition goes by small square tiles (<see cref="TileTranspose"/>).
/// Threads share the pieces: rows, or strips of the matrices that are transposed.
/// </summary>
internal sealed unsafe class StridedCopy : Kernel
{
    /// <summary>Elements that one thread takes at a time; strips are a multiple of as many rows as share a line of the cache.</summary>
    private const int Chunk = 32768, Line = 16;

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

    /// <summary>Whether the innermost two axes are a transposition.</summary>
    private bool IsTransposition => _lengths.Length > 1 && _fromStrides[0] != 1 && _fromStrides[1] == 1 && _toStrides[0] == 1;

    private void Run<T>() where T : unmanaged
    {
        bool isTransposition = IsTransposition;
        int cut = isTransposition ? 1 : 0;
        long piece = isTransposition ? Math.Max(1, Chunk / _lengths[0] / Line) * Line : Chunk, pieces = (_lengths[cut] + piece - 1) / piece, items = pieces;
        for (int axis = cut + 1; axis < _lengths.Length; axis++) items *= _lengths[axis];
        long step = Math.Max(1, Chunk / (Math.Min(piece, _lengths[cut]) * (isTransposition ? _lengths[0] : 1)));
        // The workers see this copy through its slot on this stack, which lives until they are done.
        StridedCopy self = this;
        var work = new Work { Self = Unsafe.AsPointer(ref self), Cut = cut, Piece = piece, Pieces = pieces, Items = items, Step = step };
        Workers.Run(checked((int)((items + step - 1) / step)), &RunChunk<T>, &work);
    }

    private static void RunChunk<T>(void* state, int chunk) where T : unmanaged
    {
        var work = (Work*)state;
        Unsafe.AsRef<StridedCopy>(work->Self).RunItems<T>(*work, chunk * work->Step, Math.Min(work->Items, (chunk + 1) * work->Step));
    }

    /// <summary>Some pieces, counted along the cut axis first, then along the axes around it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void RunItems<T>(Work work, long start, long end) where T : unmanaged
    {
        T* from = (T*)_from.Pointer + _fromOffset;
        T* to = (T*)_to.Pointer + _toOffset;
        int rank = _lengths.Length, cut = work.Cut;
        Span<long> index = stackalloc long[rank];
        (long outer, long piece) = Math.DivRem(start, work.Pieces);
        for (int axis = cut + 1; axis < rank; axis++)
        {
            (outer, index[axis]) = Math.DivRem(outer, _lengths[axis]);
            from += index[axis] * _fromStrides[axis];
            to += index[axis] * _toStrides[axis];
        }

        bool areRows = cut == 0 && work.Pieces == 1 && rank > 1;
        for (long item = start; item < end;)
        {
            long count = areRows ? Math.Min(end - item, _lengths[1] - index[1]) : 1;
            item += count;
            if (areRows)
            {
                Rows(from, to, count);
            }
            else
            {
                long first = piece * work.Piece, length = Math.Min(work.Piece, _lengths[cut] - first);
                T* source = from + first * _fromStrides[cut];
                T* target = to + first * _toStrides[cut];
                if (cut == 1) TileTranspose.Run(source, _fromStrides[0], target, _toStrides[1], length, _lengths[0]);
                else Row(source, target, length);
                if (++piece < work.Pieces) continue;
                piece = 0;
            }

            for (int axis = cut + 1; axis < rank; axis++, count = 1)
            {
                from += _fromStrides[axis] * count;
                to += _toStrides[axis] * count;
                index[axis] += count;
                if (index[axis] < _lengths[axis]) break;
                from -= _fromStrides[axis] * _lengths[axis];
                to -= _toStrides[axis] * _lengths[axis];
                index[axis] = 0;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rows<T>(T* from, T* to, long count) where T : unmanaged
    {
        (long length, long f, long t) = (_lengths[0], _fromStrides[1], _toStrides[1]);
        if (_fromStrides[0] == 1 && _toStrides[0] == 1 && length * sizeof(T) >= 16)
        {
            for (; count > 0; count--, from += f, to += t) Side((byte*)from, (byte*)to, length * sizeof(T));
            return;
        }

        for (; count > 0; count--, from += f, to += t) Row(from, to, length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Row<T>(T* from, T* to, long length) where T : unmanaged
    {
        (long f, long t) = (_fromStrides[0], _toStrides[0]);
        if (f == 1 && t == 1 && length * sizeof(T) >= 16) Side((byte*)from, (byte*)to, length * sizeof(T));
        else for (long i = 0; i < length; i++, from += f, to += t) *to = *from;
    }

    /// <summary>Bytes that lie side by side. Short runs are copied here, because a call costs as much as they do; the last vector lies over the one before it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Side(byte* from, byte* to, long bytes)
    {
        if (bytes > 1024)
        {
            Buffer.MemoryCopy(from, to, bytes, bytes);
        }
        else if (bytes >= 32)
        {
            for (long i = 0; i < bytes - 32; i += 32) Vector256.Load(from + i).Store(to + i);
            Vector256.Load(from + bytes - 32).Store(to + bytes - 32);
        }
        else
        {
            Vector128<byte> last = Vector128.Load(from + bytes - 16);
            Vector128.Load(from).Store(to);
            last.Store(to + bytes - 16);
        }
    }

    private struct Work
    {
        public void* Self;
        public int Cut;
        public long Piece, Pieces, Items, Step;
    }
}
