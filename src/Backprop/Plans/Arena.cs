using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>
/// Gives values places in one block of memory, so that values that never live at the same time share bytes.
/// Places are taken and given back in the order of the schedule: best fit among the gaps, neighbours merged.
/// </summary>
internal sealed class Arena
{
    private readonly SortedList<long, long> _gaps = [];

    /// <summary>The bytes that the block needs.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes a place of at least this many bytes; its offset is a multiple of 64.</summary>
    public long Take(long bytes)
    {
        long size = Round(bytes);
        int best = -1;
        for (int i = 0; i < _gaps.Count; i++)
        {
            if (_gaps.Values[i] >= size && (best < 0 || _gaps.Values[i] < _gaps.Values[best])) best = i;
        }

        if (best >= 0)
        {
            long offset = _gaps.Keys[best];
            long left = _gaps.Values[best] - size;
            _gaps.RemoveAt(best);
            if (left > 0) _gaps.Add(offset + size, left);
            return offset;
        }

        // A gap at the very end grows.
        if (_gaps.Count > 0 && _gaps.Keys[^1] + _gaps.Values[^1] == Bytes)
        {
            long offset = _gaps.Keys[^1];
            _gaps.RemoveAt(_gaps.Count - 1);
            Bytes = offset + size;
            return offset;
        }

        Bytes += size;
        return Bytes - size;
    }

    /// <summary>Gives a place back.</summary>
    public void GiveBack(long offset, long bytes)
    {
        long size = Round(bytes);
        if (size == 0) return;
        _gaps.Add(offset, size);
        int i = _gaps.IndexOfKey(offset);
        if (i + 1 < _gaps.Count && offset + size == _gaps.Keys[i + 1])
        {
            size += _gaps.Values[i + 1];
            _gaps.RemoveAt(i + 1);
            _gaps.SetValueAtIndex(i, size);
        }

        if (i > 0 && _gaps.Keys[i - 1] + _gaps.Values[i - 1] == offset)
        {
            _gaps.SetValueAtIndex(i - 1, _gaps.Values[i - 1] + size);
            _gaps.RemoveAt(i);
        }
    }

    private static long Round(long bytes) => (Math.Max(bytes, 1) + Storage.Alignment - 1) / Storage.Alignment * Storage.Alignment;
}
