namespace Backprop.Formats;

/// <summary>
/// The entries of an old-style group: a B-tree of version 1 whose leaves are symbol table nodes, names in a local heap.
/// Source: HDF5 File Format Specification 3.0, III.A.1, III.B, III.C, III.D.
/// </summary>
internal static class SymbolTable
{
    private const int SoftLink = 2;

    public static void Read(ReadOnlyMemory<byte> message, Hdf5Location at, List<(string Name, long Address)> links)
    {
        var cursor = new Hdf5Cursor(message, at, "symbol table");
        long tree = cursor.Address();
        ReadOnlyMemory<byte> names = LocalHeap(cursor.Address(), at);
        foreach (long node in OldTree.Leaves(tree, at)) ReadNode(node, names, at, links);
    }

    private static void ReadNode(long address, ReadOnlyMemory<byte> names, Hdf5Location at, List<(string Name, long Address)> links)
    {
        const string What = "symbol table node";
        Hdf5Cursor head = at.Metadata(address, 8, What);
        head.Signature("SNOD");
        head.Version(1);
        head.Skip(1);
        int count = head.UInt16();
        int size = at.Context.LengthBytes + at.Context.AddressBytes + 4 + 4 + 16;
        Hdf5Cursor cursor = at.Metadata(address + 8, (long)count * size, What);
        for (int i = 0; i < count; i++)
        {
            string name = Name(names, cursor.Length(), at);
            long child = cursor.Address();
            long kind = cursor.UInt32();
            cursor.Skip(4 + 16);
            if (kind == SoftLink) throw Hdf5Walk.Child(at, name).Refuse("it is a soft link, which is refused; put the group or dataset itself there.");
            links.Add((name, child));
        }
    }

    private static string Name(ReadOnlyMemory<byte> names, long offset, Hdf5Location at)
    {
        if (offset >= names.Length) throw at.Damaged("a name lies outside of its local heap");
        ReadOnlySpan<byte> rest = names.Span[(int)offset..];
        int length = rest.IndexOf((byte)0);
        if (length < 0 || !at.Context.Spend(length)) throw at.Damaged("a name in its local heap does not end");
        return Hdf5Cursor.Decode(rest[..length], at, "name");
    }

    private static ReadOnlyMemory<byte> LocalHeap(long address, Hdf5Location at)
    {
        Hdf5Cursor cursor = at.Metadata(address, 8 + 2 * at.Context.LengthBytes + at.Context.AddressBytes, "local heap");
        cursor.Signature("HEAP");
        cursor.Version(0);
        cursor.Skip(3);
        long size = cursor.Length();
        cursor.Length(); // where free space begins
        return at.MetadataBytes(cursor.Address(), size, "local heap");
    }
}
