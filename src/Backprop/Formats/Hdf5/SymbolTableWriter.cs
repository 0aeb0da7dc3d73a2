using System.Text;

namespace Backprop.Formats;

/// <summary>
/// Writes the entries of a group: names into a local heap, entries sorted by name into symbol table nodes of up to eight,
/// and above them a B-tree whose nodes have up to 32 children. The sizes are those that h5py's superblock declares.
/// </summary>
internal static class SymbolTableWriter
{
    /// <summary>Half of the entries of a symbol table node, as the superblock says.</summary>
    public const int LeafK = 4;

    /// <summary>Half of the children of a B-tree node, as the superblock says.</summary>
    public const int NodeK = 16;

    private const int NodeBytes = 24 + (2 * NodeK + 1) * 8 + 2 * NodeK * 8;

    /// <summary>Writes the structures; returns where the tree and the heap are.</summary>
    public static (long Tree, long Heap) Write(IReadOnlyDictionary<string, WrittenObject> entries, Hdf5Output output)
    {
        (byte[] Name, WrittenObject Object)[] sorted = [.. entries.Select(entry => (Encoding.UTF8.GetBytes(entry.Key), entry.Value))];
        // HDF5 compares names byte by byte.
        Array.Sort(sorted, (a, b) => a.Name.AsSpan().SequenceCompareTo(b.Name));
        long tree = output.Reserve(NodeBytes);
        Hdf5Bytes names = new Hdf5Bytes().Zeros(8); // the empty name, the first key of every tree
        var offsets = new long[sorted.Length];
        for (int i = 0; i < sorted.Length; i++)
        {
            offsets[i] = names.Length;
            names.Add(sorted[i].Name).Add(0).Pad();
        }

        long heapData = output.Reserve(names.Length);
        output.Put(heapData, names.ToArray());
        long heap = output.Reserve(32);
        output.Put(heap, new Hdf5Bytes().Add("HEAP"u8).Zeros(4).Add64(names.Length).Add64(1).Add64(heapData).ToArray()); // 1: no free space

        List<(long Address, long LastName)> level = [];
        for (int start = 0; start < sorted.Length; start += 2 * LeafK)
        {
            int count = Math.Min(2 * LeafK, sorted.Length - start);
            level.Add((Leaf(sorted.AsSpan(start, count), offsets.AsSpan(start, count), output), offsets[start + count - 1]));
        }

        WriteTree(tree, level, output);
        return (tree, heap);
    }

    /// <summary>An entry, as it also stands in the superblock for the root.</summary>
    public static void AddEntry(Hdf5Bytes bytes, long nameOffset, WrittenObject target)
    {
        bytes.Add64(nameOffset).Add64(target.Header).Add32(target.IsGroup ? 1 : 0).Zeros(4);
        if (target.IsGroup) bytes.Add64(target.Tree).Add64(target.Heap);
        else bytes.Zeros(16);
    }

    private static long Leaf(ReadOnlySpan<(byte[] Name, WrittenObject Object)> entries, ReadOnlySpan<long> offsets, Hdf5Output output)
    {
        Hdf5Bytes bytes = new Hdf5Bytes().Add("SNOD"u8).Add(1, 0).Add16(entries.Length);
        for (int i = 0; i < entries.Length; i++) AddEntry(bytes, offsets[i], entries[i].Object);
        bytes.PadTo(8 + 2 * LeafK * 40);
        long address = output.Reserve(bytes.Length);
        output.Put(address, bytes.ToArray());
        return address;
    }

    /// <summary>Writes levels of nodes until one node is left, the root at its reserved place.</summary>
    private static void WriteTree(long root, List<(long Address, long LastName)> children, Hdf5Output output)
    {
        for (int height = 0; ; height++)
        {
            int count = Math.Max(1, (children.Count + 2 * NodeK - 1) / (2 * NodeK));
            long[] addresses = [.. Enumerable.Range(0, count).Select(_ => count == 1 ? root : output.Reserve(NodeBytes))];
            List<(long Address, long LastName)> level = [];
            long before = 0; // the last name of the neighbour to the left; offset 0 is the empty name
            for (int i = 0; i < count; i++)
            {
                (long Address, long LastName)[] part = [.. children.Skip(i * 2 * NodeK).Take(2 * NodeK)];
                Hdf5Bytes bytes = new Hdf5Bytes().Add("TREE"u8).Add(0, (byte)height).Add16(part.Length);
                bytes.Add64(i > 0 ? (ulong)addresses[i - 1] : Hdf5Bytes.Undefined).Add64(i + 1 < count ? (ulong)addresses[i + 1] : Hdf5Bytes.Undefined);
                bytes.Add64(before);
                foreach ((long address, long lastName) in part)
                {
                    bytes.Add64(address).Add64(lastName);
                    before = lastName;
                }

                output.Put(addresses[i], bytes.PadTo(NodeBytes).ToArray());
                level.Add((addresses[i], before));
            }

            if (count == 1) return;
            children = level;
        }
    }
}
