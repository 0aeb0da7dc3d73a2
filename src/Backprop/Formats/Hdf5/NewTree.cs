using System.Numerics;

namespace Backprop.Formats;

/// <summary>A B-tree of version 2. Source: HDF5 File Format Specification 3.0, III.A.2, and H5B2hdr.c for the sizes of the pointers.</summary>
internal static class NewTree
{
    private const string What = "B-tree";

    /// <summary>Signature, version, type and checksum, which every node has.</summary>
    private const int NodeOverhead = 10;

    private const int MostDepth = 32;

    /// <summary>The records of a tree of a kind, in no order.</summary>
    public static List<ReadOnlyMemory<byte>> Records(long address, Hdf5Location at, params ReadOnlySpan<int> kinds)
    {
        List<ReadOnlyMemory<byte>> records = [];
        if (address < 0) return records;
        Hdf5Cursor head = at.Metadata(address, 4 + 1 + 1 + 4 + 2 + 2 + 1 + 1 + at.Context.AddressBytes + 2 + at.Context.LengthBytes + 4, What);
        head.Signature("BTHD");
        head.Version(0);
        int kind = head.Byte();
        long nodeBytes = head.UInt32();
        int recordBytes = head.UInt16();
        int depth = head.UInt16();
        head.Skip(2); // when nodes are split and merged
        long root = head.Address();
        int rootCount = head.UInt16();
        head.Length();
        head.Checksum(0);
        if (!kinds.Contains(kind)) throw at.Damaged($"its B-tree is of type {kind}");
        if (recordBytes == 0 || depth > MostDepth || nodeBytes > int.MaxValue) throw at.Damaged("its B-tree declares sizes that cannot be");
        (int CountBytes, int[] TotalBytes) sizes = Sizes(nodeBytes, recordBytes, depth, at);
        HashSet<long> seen = [];
        Stack<(long Address, int Count, int Depth)> nodes = [];
        if (rootCount > 0 && root >= 0) nodes.Push((root, rootCount, depth));
        while (nodes.TryPop(out (long Address, int Count, int Depth) node))
        {
            if (!seen.Add(node.Address)) throw at.Damaged("its B-tree leads back into itself");
            int pointerBytes = node.Depth == 0 ? 0 : at.Context.AddressBytes + sizes.CountBytes + (node.Depth > 1 ? sizes.TotalBytes[node.Depth - 1] : 0);
            long length = NodeOverhead + (long)node.Count * recordBytes + (node.Depth == 0 ? 0 : (node.Count + 1L) * pointerBytes);
            Hdf5Cursor cursor = at.Metadata(node.Address, length, What);
            cursor.Signature(node.Depth == 0 ? "BTLF" : "BTIN");
            cursor.Version(0);
            if (cursor.Byte() != kind) throw at.Damaged("its B-tree has a node that does not belong to it");
            for (int i = 0; i < node.Count; i++) records.Add(cursor.TakeMemory(recordBytes));
            for (int i = 0; node.Depth > 0 && i <= node.Count; i++)
            {
                long child = cursor.Address();
                var count = (int)Math.Min(cursor.Unsigned(sizes.CountBytes), int.MaxValue);
                if (node.Depth > 1) cursor.Skip(sizes.TotalBytes[node.Depth - 1]);
                nodes.Push((child, count, node.Depth - 1));
            }

            cursor.Checksum(0);
        }

        return records;
    }

    /// <summary>The bytes that a number up to a limit takes.</summary>
    public static int BytesFor(BigInteger limit) => (int)(limit.GetBitLength() - 1) / 8 + 1;

    /// <summary>How many bytes the counts of records take: of a node, and of all below a node at each depth.</summary>
    private static (int CountBytes, int[] TotalBytes) Sizes(long nodeBytes, int recordBytes, int depth, Hdf5Location at)
    {
        BigInteger most = (nodeBytes - NodeOverhead) / recordBytes;
        if (most < 1) throw at.Damaged("its B-tree declares sizes that cannot be");
        int countBytes = BytesFor(most);
        BigInteger total = most;
        var totalBytes = new int[depth + 1];
        for (int level = 1; level <= depth; level++)
        {
            long pointerBytes = at.Context.AddressBytes + countBytes + totalBytes[level - 1];
            long here = (nodeBytes - NodeOverhead - pointerBytes) / (recordBytes + pointerBytes);
            if (here < 1) throw at.Damaged("its B-tree declares sizes that cannot be");
            total = (here + 1) * total + here;
            totalBytes[level] = Math.Min(8, BytesFor(total));
        }

        return (countBytes, totalBytes);
    }
}
