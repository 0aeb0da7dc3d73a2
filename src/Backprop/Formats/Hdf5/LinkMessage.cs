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

    /// <summary>The entries that a large group keeps in a heap of its own.</summary>
    public static void ReadDense(ReadOnlyMemory<byte> body, Hdf5Location at, List<(string Name, long Address)> links)
    {
        var cursor = new Hdf5Cursor(body, at, "link information");
        cursor.Version(0);
        if ((cursor.Byte() & 1) != 0) cursor.Skip(8); // the next order of creation
        if (cursor.Address() >= 0) throw at.Refuse("its links are in a fractal heap, which is not read yet; write the file with h5py's usual settings.");
    }
}
