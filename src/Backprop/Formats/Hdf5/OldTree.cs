namespace Backprop.Formats;

/// <summary>A chunk as it is stored: where it begins in the dataset, and where in the file.</summary>
/// <param name="Start">The index of its first element, one number for each axis.</param>
/// <param name="Address">Where its bytes are, or −1.</param>
/// <param name="Bytes">How many bytes are stored.</param>
/// <param name="FilterMask">A bit for each filter that was left out.</param>
internal readonly record struct StoredChunk(long[] Start, long Address, long Bytes, uint FilterMask);

/// <summary>A B-tree of version 1. Source: HDF5 File Format Specification 3.0, III.A.1.</summary>
internal static class OldTree
{
    private const string What = "B-tree";

    /// <summary>The addresses of the symbol table nodes of a group.</summary>
    public static List<long> Leaves(long root, Hdf5Location at)
    {
        List<long> leaves = [];
        Visit(root, 0, at.Context.LengthBytes, at, (_, child) => leaves.Add(child));
        return leaves;
    }

    /// <summary>The chunks of a dataset of a number of axes.</summary>
    public static List<StoredChunk> Chunks(long root, int rank, Hdf5Location at)
    {
        List<StoredChunk> chunks = [];
        Visit(root, 1, 8 + 8 * (rank + 1), at, (key, child) =>
        {
            var cursor = new Hdf5Cursor(key, at, What);
            long bytes = cursor.UInt32();
            var mask = (uint)cursor.UInt32();
            var start = new long[rank];
            for (int axis = 0; axis < rank; axis++) start[axis] = cursor.Number(8);
            chunks.Add(new StoredChunk(start, child, bytes, mask));
        });
        return chunks;
    }

    private static void Visit(long root, int kind, int keyBytes, Hdf5Location at, Action<ReadOnlyMemory<byte>, long> leaf)
    {
        if (root < 0) return;
        HashSet<long> seen = [];
        Stack<(long Address, int Level)> nodes = new([(root, -1)]);
        while (nodes.TryPop(out (long Address, int Level) node))
        {
            if (!seen.Add(node.Address)) throw at.Damaged("its B-tree leads back into itself");
            Hdf5Cursor head = at.Metadata(node.Address, 8 + 2 * at.Context.AddressBytes, What);
            head.Signature("TREE");
            int found = head.Byte();
            int level = head.Byte();
            if (found != kind || (node.Level >= 0 && level != node.Level)) throw at.Damaged("its B-tree has a node that does not belong to it");
            int count = head.UInt16();
            Hdf5Cursor cursor = at.Metadata(node.Address + 8 + 2 * at.Context.AddressBytes, (long)count * (keyBytes + at.Context.AddressBytes), What);
            for (int i = 0; i < count; i++)
            {
                ReadOnlyMemory<byte> key = cursor.TakeMemory(keyBytes);
                long child = cursor.Address();
                if (level == 0) leaf(key, child);
                else nodes.Push((child, level - 1));
            }
        }
    }
}
