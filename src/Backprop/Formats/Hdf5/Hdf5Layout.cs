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

    /// <summary>The stored bytes of the only chunk, when it is filtered.</summary>
    public long? SingleBytes { get; init; }

    /// <summary>The filters that were left out for the only chunk.</summary>
    public uint SingleFilterMask { get; init; }

    /// <summary>Whether chunks that reach over the edge are stored without filters.</summary>
    public bool HasPlainEdges { get; init; }

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
            2 => New(ref cursor, at),
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

    private static Hdf5Layout New(ref Hdf5Cursor cursor, Hdf5Location at)
    {
        int flags = cursor.Byte();
        int rank = cursor.Byte() - 1; // the last length is the size of an element
        int lengthBytes = cursor.Byte();
        if (rank is < 0 or > 32 || lengthBytes is < 1 or > 8) throw at.Damaged($"its chunks have {rank} axes");
        var chunk = new int[rank];
        for (int axis = 0; axis < rank; axis++) chunk[axis] = ChunkLength(cursor.Number(lengthBytes), at);
        cursor.Skip(lengthBytes);
        int index = cursor.Byte();
        bool isFilteredSingle = index == (int)ChunkIndex.Single && (flags & 2) != 0;
        long? bytes = isFilteredSingle ? cursor.Length() : null;
        uint mask = isFilteredSingle ? (uint)cursor.UInt32() : 0;
        // How the index is built, which its own header says again.
        cursor.Skip(index switch { 1 or 2 => 0, 3 => 1, 4 => 5, 5 => 6, _ => throw at.Refuse($"chunk index {index} is not known; write the file with h5py's usual settings.") });
        return new Hdf5Layout(LayoutKind.Chunked)
        {
            Address = cursor.Address(), Chunk = chunk, Index = (ChunkIndex)index, SingleBytes = bytes, SingleFilterMask = mask, HasPlainEdges = (flags & 1) != 0,
        };
    }

    private static int ChunkLength(long length, Hdf5Location at) =>
        length is > 0 and <= int.MaxValue ? (int)length : throw at.Damaged($"its chunks have an axis of length {length}");
}
