using Backprop.Tensors;

namespace Backprop.Formats;

/// <summary>Puts the chunks of a dataset together.</summary>
internal sealed class ChunkReader(Hdf5Location at, Hdf5Layout layout, Hdf5Filter[] filters, Hdf5Space space, int elementBytes)
{
    private readonly Shape _shape = space.Shape;

    /// <summary>What a chunk or a dataset may always take, however little is stored.</summary>
    public const long AlwaysAllowed = 16 << 20;

    /// <summary>How many times the stored bytes a dataset may take. Source: keras/src/saving/saving_lib.py refuses the same.</summary>
    public const long MostExpansion = 1000;

    /// <summary>All stored chunks, each checked to lie where a chunk may lie.</summary>
    public List<StoredChunk> Find()
    {
        if (layout.Chunk.Length != _shape.Rank) throw at.Damaged($"its chunks have {layout.Chunk.Length} axes and its shape {_shape.Rank}");
        List<StoredChunk> chunks = new ChunkIndexes(at, layout, space, filters.Length > 0, ChunkBytes()).Find();
        if (chunks.Count > ChunkIndexes.MostChunks) throw ChunkIndexes.TooMany(at, chunks.Count);
        HashSet<long> seen = [];
        foreach (StoredChunk chunk in chunks)
        {
            at.CheckRange(chunk.Address, chunk.Bytes, "chunk");
            long number = 0;
            for (int axis = 0; axis < _shape.Rank; axis++)
            {
                int length = layout.Chunk[axis];
                if (chunk.Start[axis] % length != 0 || chunk.Start[axis] >= _shape[axis]) throw at.Damaged("a chunk begins outside of the dataset or between two chunks");
                number = number * ((_shape[axis] + (long)length - 1) / length) + chunk.Start[axis] / length;
            }

            if (!seen.Add(number)) throw at.Damaged("a chunk is there twice");
        }

        return chunks;
    }

    /// <summary>Reads the chunks into the elements of the dataset, in row-major order.</summary>
    public void Read(List<StoredChunk> chunks, Span<byte> destination)
    {
        long chunkBytes = ChunkBytes();
        foreach (StoredChunk chunk in chunks)
        {
            if (chunkBytes > Math.Max(AlwaysAllowed, MostExpansion * chunk.Bytes) || chunkBytes > int.MaxValue || chunk.Bytes > 2 * chunkBytes + 65_536)
            {
                throw at.Refuse($"a chunk of {chunk.Bytes} stored bytes declares {chunkBytes} bytes; the file is damaged or dangerous.");
            }

            byte[] bytes = new byte[chunk.Bytes];
            at.Context.Source.Read(chunk.Address, bytes);
            bool isPlain = layout.HasPlainEdges && IsOverTheEdge(chunk.Start);
            for (int i = filters.Length - 1; i >= 0 && !isPlain; i--)
            {
                // A checksum in front of the compression makes what is compressed four bytes longer.
                if ((chunk.FilterMask >> i & 1) == 0) bytes = filters[i].Undo(bytes, (int)Math.Min(chunkBytes + 4 * i, int.MaxValue), at);
            }

            if (bytes.Length != chunkBytes) throw at.Damaged($"a chunk has {bytes.Length} bytes, it should have {chunkBytes}");
            Place(bytes, chunk.Start, destination);
        }
    }

    /// <summary>The bytes of a whole chunk, or any number that is too large.</summary>
    private long ChunkBytes()
    {
        long bytes = elementBytes;
        foreach (int length in layout.Chunk) bytes = Math.Min(bytes * length, (long)int.MaxValue + 1);
        return bytes;
    }

    private bool IsOverTheEdge(long[] start)
    {
        for (int axis = 0; axis < _shape.Rank; axis++)
        {
            if (start[axis] + layout.Chunk[axis] > _shape[axis]) return true;
        }

        return false;
    }

    /// <summary>Copies a chunk, row by row along the last axis, and leaves out what lies over the edge of the dataset.</summary>
    private void Place(ReadOnlySpan<byte> chunk, long[] start, Span<byte> destination)
    {
        int rank = _shape.Rank;
        if (rank == 0)
        {
            chunk.CopyTo(destination);
            return;
        }

        var lengths = new int[rank];
        for (int axis = 0; axis < rank; axis++) lengths[axis] = (int)Math.Min(layout.Chunk[axis], _shape[axis] - start[axis]);
        int row = lengths[^1] * elementBytes;
        var index = new int[rank];
        while (true)
        {
            long from = 0;
            long to = 0;
            for (int axis = 0; axis < rank; axis++)
            {
                from = from * layout.Chunk[axis] + index[axis];
                to = to * _shape[axis] + start[axis] + index[axis];
            }

            chunk.Slice((int)(from * elementBytes), row).CopyTo(destination[(int)(to * elementBytes)..]);
            int next = rank - 2;
            while (next >= 0 && ++index[next] == lengths[next]) index[next--] = 0;
            if (next < 0) return;
        }
    }
}
