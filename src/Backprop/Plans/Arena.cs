using Backprop.Tensors;

namespace Backprop.Plans;

/// <summary>
/// Gives values places in one block of memory, so that values that never live at the same time share bytes.
/// Places are taken and given back in the order of the schedule: best fit among the gaps, neighbours merged.
/// </summary>
internal sealed class Arena
{
    // In order: small gaps first, and of equal ones the first in memory. Size and offset in lines, in the halves of one number, because numbers are found fastest.
    private readonly List<ulong> _gaps = [];
    private readonly Dictionary<long, long> _sizeByStart = [];
    private readonly Dictionary<long, long> _startByEnd = [];

    /// <summary>The bytes that the block needs.</summary>
    public long Bytes { get; private set; }

    /// <summary>Takes a place of at least this many bytes; its offset is a multiple of 64.</summary>
    public long Take(long bytes)
    {
        long size = Round(bytes);
        int found = _gaps.BinarySearch(Gap(0, size));
        if (found < 0) found = ~found;
        if (found < _gaps.Count)
        {
            (long bestSize, long best) = ((long)(_gaps[found] >> 32) * Storage.Alignment, (long)(uint)_gaps[found] * Storage.Alignment);
            Remove(best, bestSize);
            if (bestSize > size) Add(best + size, bestSize - size);
            return best;
        }

        // A gap at the very end grows.
        long offset = Bytes;
        if (_startByEnd.TryGetValue(Bytes, out long last))
        {
            Remove(last, Bytes - last);
            offset = last;
        }

        Bytes = offset + size;
        return offset;
    }

    /// <summary>Gives a place back.</summary>
    public void GiveBack(long offset, long bytes)
    {
        long size = Round(bytes);
        if (_sizeByStart.TryGetValue(offset + size, out long after))
        {
            Remove(offset + size, after);
            size += after;
        }

        if (_startByEnd.TryGetValue(offset, out long before))
        {
            Remove(before, offset - before);
            size += offset - before;
            offset = before;
        }

        Add(offset, size);
    }

    private void Add(long offset, long size)
    {
        ulong gap = Gap(offset, size);
        _gaps.Insert(~_gaps.BinarySearch(gap), gap);
        _sizeByStart[offset] = size;
        _startByEnd[offset + size] = offset;
    }

    private void Remove(long offset, long size)
    {
        _gaps.RemoveAt(_gaps.BinarySearch(Gap(offset, size)));
        _sizeByStart.Remove(offset);
        _startByEnd.Remove(offset + size);
    }

    private static ulong Gap(long offset, long size) => checked((ulong)(uint)(size / Storage.Alignment) << 32 | (uint)(offset / Storage.Alignment));

    /// <summary>The bytes that a place takes: whole cache lines.</summary>
    public static long Round(long bytes) => (Math.Max(bytes, 1) + Storage.Alignment - 1) / Storage.Alignment * Storage.Alignment;
}
