namespace Backprop.Formats;

/// <summary>Where the elements of a dataset are.</summary>
internal enum LayoutKind
{
    Compact,
    Contiguous,
    Chunked,
}

/// <summary>How chunks are found.</summary>
internal enum ChunkIndex
{
    OldTree = 0,
    Single = 1,
    Implicit = 2,
    FixedArray = 3,
    ExtensibleArray = 4,
    NewTree = 5,
}

/// <summary>
/// How the elements of a dataset are laid out in the file: versions 3 and 4 of the data layout message.
/// Source: HDF5 File Format Specification 3.0, IV.A.2.i "The Data Layout Message".
/// </summary>
internal sealed record Hdf5Layout(LayoutKind Kind)
{
    /// <summary>The elements themselves, when they are compact.</summary>
    public ReadOnlyMemory<byte> Compact { get; init; }

    /// <summary>Where the elements or the index of the chunks are; −1 when nothing was written yet.</summary>
    public long Address { get; init; } = -1;

    /// <summary>The bytes of contiguous elements.</summary>
    public long Bytes { get; init; }

    /// <summary>The lengths of a chunk.</summary>
    public int[] Chunk { get; init; } = [];

    public ChunkIndex Index { get; init; }

    public static Hdf5Layout Read(ReadOnlyMemory<byte> body, Hdf5Location at)
    {
        var cursor = new Hdf5Cursor(body, at, "data layout");
        int version = cursor.Byte();
        if (version is not (3 or 4)) throw at.Refuse($"version {version} of the data layout is not known, only 3 and 4; write the file with h5py's usual settings.");
        int kind = cursor.Byte();
        return kind switch
        {
            0 => new Hdf5Layout(LayoutKind.Compact) { Compact = cursor.TakeMemory(cursor.UInt16()) },
            1 => new Hdf5Layout(LayoutKind.Contiguous) { Address = cursor.Address(), Bytes = cursor.Length() },
            2 when version == 3 => Old(ref cursor, at),
            2 => throw at.Refuse("its chunks have a newer index, which is not read yet; write the file with h5py's usual settings."),
            3 => throw at.Refuse("it is a virtual dataset, made of other files, which is refused; write the numbers themselves."),
            _ => throw at.Refuse($"data layout {kind} is not known; write the file with h5py's usual settings."),
        };
    }

    private static Hdf5Layout Old(ref Hdf5Cursor cursor, Hdf5Location at)
    {
        int rank = cursor.Byte() - 1; // the last length is the size of an element
        long address = cursor.Address();
        if (rank is < 0 or > 32) throw at.Damaged($"its chunks have {rank} axes");
        var chunk = new int[rank];
        for (int axis = 0; axis < rank; axis++) chunk[axis] = ChunkLength(cursor.UInt32(), at);
        return new Hdf5Layout(LayoutKind.Chunked) { Address = address, Chunk = chunk };
    }

    private static int ChunkLength(long length, Hdf5Location at) =>
        length is > 0 and <= int.MaxValue ? (int)length : throw at.Damaged($"its chunks have an axis of length {length}");
}
