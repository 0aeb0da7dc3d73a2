namespace Backprop.Formats;

/// <summary>The entries of a new-style group. Source: HDF5 File Format Specification 3.0, IV.A.2.c and IV.A.2.g.</summary>
internal static class LinkMessage
{
    private const string What = "link";

    /// <summary>One entry.</summary>
    public static (string Name, long Address) Read(ReadOnlyMemory<byte> body, Hdf5Location at)
    {
        var cursor = new Hdf5Cursor(body, at, What);
        cursor.Version(1);
        int flags = cursor.Byte();
        int kind = (flags & 8) != 0 ? cursor.Byte() : 0;
        if ((flags & 4) != 0) cursor.Skip(8); // order of creation
        if ((flags & 16) != 0) cursor.Skip(1); // ASCII or UTF-8
        long length = cursor.Number(1 << (flags & 3));
        if (length > cursor.Left) throw at.Damaged("the name of a link is too long");
        string name = cursor.Text((int)length);
        return kind switch
        {
            0 => (name, cursor.Address()),
            1 => throw Hdf5Walk.Child(at, name).Refuse("it is a soft link, which is refused; put the group or dataset itself there."),
            64 => throw Hdf5Walk.Child(at, name).Refuse("it is an external link, into another file, which is refused; put the group or dataset itself there."),
            _ => throw Hdf5Walk.Child(at, name).Refuse($"it is a link of the unknown kind {kind}, which is refused; put the group or dataset itself there."),
        };
    }

    /// <summary>The entries that a large group keeps in a heap of its own, found by a B-tree.</summary>
    public static void ReadDense(ReadOnlyMemory<byte> body, Hdf5Location at, List<(string Name, long Address)> links)
    {
        const int ByName = 5;
        var cursor = new Hdf5Cursor(body, at, "link information");
        cursor.Version(0);
        if ((cursor.Byte() & 1) != 0) cursor.Skip(8); // the next order of creation
        long heapAddress = cursor.Address();
        long tree = cursor.Address();
        if (heapAddress < 0) return;
        var heap = new FractalHeap(heapAddress, at);
        // Before the identifier stands a hash of the name.
        foreach (ReadOnlyMemory<byte> record in NewTree.Records(tree, at, ByName)) links.Add(Read(heap.Get(record[Math.Min(4, record.Length)..]), at));
    }
}
