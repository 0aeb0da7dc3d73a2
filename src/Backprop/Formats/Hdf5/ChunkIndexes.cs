namespace Backprop.Formats;

/// <summary>
/// Finds the chunks of a dataset by whichever index it has.
/// Source: HDF5 File Format Specification 3.0, IV.A.2.i "Data Layout Message", VII.A to VII.D of appendix C; H5Dearray.c for the order.
/// </summary>
internal sealed class ChunkIndexes(Hdf5Location at, Hdf5Layout layout, Hdf5Space space, bool isFiltered, long chunkBytes)
{
    /// <summary>Chunks of one dataset. h5py makes them of eight kilobytes and more.</summary>
    public const int MostChunks = 200_000;

    private readonly int _rank = space.Shape.Rank;

    public List<StoredChunk> Find() => layout.Index switch
    {
        ChunkIndex.OldTree => OldTree.Chunks(layout.Address, _rank, at),
        ChunkIndex.Single => [new StoredChunk(new long[_rank], layout.Address, layout.SingleBytes ?? chunkBytes, layout.SingleFilterMask)],
        ChunkIndex.Implicit => Implicit(),
        ChunkIndex.FixedArray => FromElements(ChunkArrays.Fixed(layout.Address, at), growing: -1),
        ChunkIndex.ExtensibleArray => FromElements(ChunkArrays.Extensible(layout.Address, at), Growing()),
        _ => NewTreeChunks(),
    };

    /// <summary>The error that a dataset has too many chunks.</summary>
    public static ModelFormatException TooMany(Hdf5Location at, long count) => at.Refuse($"it has {count} chunks, more than {MostChunks}; write it with larger chunks.");

    /// <summary>Chunks of equal size, one after the other.</summary>
    private List<StoredChunk> Implicit()
    {
        long[] counts = Counts(-1);
        List<StoredChunk> chunks = [];
        long total = 1;
        foreach (int axis in Enumerable.Range(0, _rank)) total = total > int.MaxValue ? total : total * counts[axis];
        if (total > MostChunks) throw TooMany(at, total);
        if (total * chunkBytes > at.Context.Source.Length) throw at.Damaged("its chunks would lie outside of the file");
        for (long index = 0; index < total; index++)
        {
            long[] start = Start(index, counts, -1);
            if (IsInside(start)) chunks.Add(new StoredChunk(start, layout.Address + index * chunkBytes, chunkBytes, 0));
        }

        return chunks;
    }

    private List<StoredChunk> FromElements(IEnumerable<(long Index, ReadOnlyMemory<byte> Element)> elements, int growing)
    {
        long[] counts = Counts(growing);
        List<StoredChunk> chunks = [];
        foreach ((long index, ReadOnlyMemory<byte> element) in elements)
        {
            var cursor = new Hdf5Cursor(element, at, "chunk index");
            long address = cursor.Address();
            if (address < 0) continue;
            long[] start = Start(index, counts, growing);
            if (!IsInside(start)) continue;
            chunks.Add(Chunk(ref cursor, start, address, isFiltered ? cursor.Left - 4 : 0));
        }

        return chunks;
    }

    private List<StoredChunk> NewTreeChunks()
    {
        List<StoredChunk> chunks = [];
        foreach (ReadOnlyMemory<byte> record in NewTree.Records(layout.Address, at, isFiltered ? 11 : 10))
        {
            var cursor = new Hdf5Cursor(record, at, "chunk index");
            long address = cursor.Address();
            StoredChunk chunk = Chunk(ref cursor, new long[_rank], address, isFiltered ? cursor.Left - 4 - 8 * _rank : 0);
            for (int axis = 0; axis < _rank; axis++)
            {
                long number = cursor.Number(8);
                chunk.Start[axis] = number > int.MaxValue ? long.MaxValue : number * layout.Chunk[axis];
            }

            if (IsInside(chunk.Start)) chunks.Add(chunk);
        }

        return chunks;
    }

    /// <summary>A filtered chunk's element also says how many bytes are stored, and which filters were left out.</summary>
    private StoredChunk Chunk(ref Hdf5Cursor cursor, long[] start, long address, int sizeBytes)
    {
        if (!isFiltered) return new StoredChunk(start, address, chunkBytes, 0);
        if (sizeBytes is < 1 or > 8) throw at.Damaged("its chunk index has elements of a wrong size");
        long bytes = cursor.Number(sizeBytes);
        return new StoredChunk(start, address, bytes, (uint)cursor.UInt32());
    }

    /// <summary>The axis that may grow without end, which then counts slowest.</summary>
    private int Growing()
    {
        int axis = Array.FindIndex(space.Greatest, length => length < 0);
        return axis >= 0 ? axis : throw at.Damaged("its chunk index belongs to a dataset that can grow, which it cannot");
    }

    /// <summary>The number of chunks along each axis when the dataset is as large as it may become.</summary>
    private long[] Counts(int growing)
    {
        var counts = new long[_rank];
        for (int axis = 0; axis < _rank; axis++)
        {
            long length = space.Greatest[axis];
            if (length < 0 && axis != growing) throw at.Damaged("its chunk index does not belong to a dataset that can grow so");
            counts[axis] = axis == growing ? 1 : (length + layout.Chunk[axis] - 1) / layout.Chunk[axis];
        }

        return counts;
    }

    /// <summary>Where a chunk begins, from its number in row-major order; the growing axis stands first.</summary>
    private long[] Start(long index, long[] counts, int growing)
    {
        var start = new long[_rank];
        for (int axis = _rank - 1; axis >= 0; axis--)
        {
            if (axis == growing) continue;
            long count = Math.Max(1, counts[axis]);
            start[axis] = index % count * layout.Chunk[axis];
            index /= count;
        }

        if (growing >= 0) start[growing] = index > int.MaxValue ? long.MaxValue : index * layout.Chunk[growing];
        else if (index > 0 && _rank > 0) start[0] = long.MaxValue; // beyond the last chunk
        return start;
    }

    private bool IsInside(long[] start)
    {
        for (int axis = 0; axis < _rank; axis++)
        {
            if (start[axis] < 0 || start[axis] >= space.Shape[axis]) return false;
        }

        return true;
    }
}
