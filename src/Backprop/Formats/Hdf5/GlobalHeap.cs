namespace Backprop.Formats;

/// <summary>A collection of byte strings that values of varying length point into, by address of the collection and index.</summary>
internal sealed class GlobalHeap
{
    private const string What = "global heap";

    private readonly Dictionary<int, ReadOnlyMemory<byte>> _objects = [];
    private readonly Dictionary<int, string> _texts = [];

    private GlobalHeap()
    {
    }

    /// <summary>The collection at an address; read once for each file.</summary>
    public static GlobalHeap At(Hdf5Location at, long address)
    {
        if (at.Context.Heaps.TryGetValue(address, out GlobalHeap? known)) return known;
        Hdf5Cursor head = at.Metadata(address, 8 + at.Context.LengthBytes, What);
        head.Signature("GCOL");
        head.Version(1);
        head.Skip(3);
        long size = head.Length();
        var heap = new GlobalHeap();
        Hdf5Cursor cursor = at.Metadata(address, size, What);
        cursor.Skip(head.Position);
        int headLength = 8 + at.Context.LengthBytes;
        while (cursor.Left >= headLength)
        {
            int index = cursor.UInt16();
            cursor.Skip(6);
            long length = cursor.Length();
            if (index == 0) break; // the rest is free
            if (!heap._objects.TryAdd(index, cursor.TakeMemory(length))) throw at.Damaged("its global heap has an index twice");
            cursor.Align();
        }

        at.Context.Heaps.Add(address, heap);
        return heap;
    }

    /// <summary>The text of a number of bytes at an index; the same text is decoded once.</summary>
    public string Text(Hdf5Location at, int index, long length)
    {
        if (!_objects.TryGetValue(index, out ReadOnlyMemory<byte> bytes) || length > bytes.Length) throw at.Damaged($"it points to text {index} of a global heap, which is not there");
        if (_texts.TryGetValue(index, out string? text)) return text;
        text = Hdf5Cursor.Decode(bytes.Span[..(int)length], at, "text");
        _texts.Add(index, text);
        return text;
    }
}
