namespace Backprop.Formats;

/// <summary>The beginning of an HDF5 file: the sizes of addresses and where the root group is. Versions 0, 2 and 3.</summary>
internal static class Superblock
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'H', (byte)'D', (byte)'F', (byte)'\r', (byte)'\n', 0x1a, (byte)'\n'];

    /// <summary>Whether bytes begin as an HDF5 file does.</summary>
    public static bool Starts(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Signature);

    /// <summary>The address of the root group's object header.</summary>
    public static long Read(Hdf5Location root)
    {
        ByteSource source = root.Context.Source;
        ReadOnlyMemory<byte> head = source.Slice(0, (int)Math.Min(source.Length, 128));
        if (!Starts(head.Span)) throw NotHdf5(root);
        var cursor = new Hdf5Cursor(head, root, "superblock");
        cursor.Skip(8);
        int version = cursor.Byte();
        return version switch
        {
            0 => Old(ref cursor, root),
            2 or 3 => New(ref cursor, root),
            _ => throw root.Refuse($"superblock version {version} is not known, only 0, 2 and 3; write the file with h5py's usual settings."),
        };
    }

    private static long Old(ref Hdf5Cursor cursor, Hdf5Location root)
    {
        cursor.Version(0); // of the free-space information
        cursor.Version(0); // of the root group's symbol table entry
        cursor.Skip(1);
        cursor.Version(0); // of the shared header messages
        Sizes(ref cursor, root);
        cursor.Skip(1 + 2 + 2 + 4);
        Base(cursor.Address(), root);
        cursor.Address(); // free space, which HDF5 never wrote
        End(cursor.Address(), root);
        if (cursor.Address() >= 0) throw root.Refuse("the file has a driver block, as files split into several have; write it into one file.");
        cursor.Length(); // the root group has no name
        return cursor.Address();
    }

    private static long New(ref Hdf5Cursor cursor, Hdf5Location root)
    {
        Sizes(ref cursor, root);
        cursor.Skip(1);
        Base(cursor.Address(), root);
        cursor.Address(); // the extension says how free space is kept, which readers need not know
        End(cursor.Address(), root);
        long address = cursor.Address();
        cursor.Checksum(0);
        return address;
    }

    private static void Sizes(ref Hdf5Cursor cursor, Hdf5Location root)
    {
        int address = cursor.Byte();
        int length = cursor.Byte();
        if (address is not (4 or 8) || length is not (4 or 8)) throw root.Damaged($"addresses of {address} and lengths of {length} bytes do not exist");
        root.Context.AddressBytes = address;
        root.Context.LengthBytes = length;
    }

    private static void Base(long address, Hdf5Location root)
    {
        if (address != 0) throw root.Refuse($"its addresses count from byte {address}, only 0 is read; write the file without a user block.");
    }

    private static void End(long end, Hdf5Location root)
    {
        if (end < 0 || end > root.Context.Source.Length) throw root.Refuse($"the file was cut off, it should have {end} bytes and has {root.Context.Source.Length}; save or copy it again.");
    }

    private static ModelFormatException NotHdf5(Hdf5Location root)
    {
        ByteSource source = root.Context.Source;
        for (long position = 512; position + 8 <= source.Length && position <= 1 << 20; position *= 2)
        {
            if (Starts(source.Slice(position, 8).Span)) return root.Refuse($"the file has a user block of {position} bytes, which is not read; remove it with h5unjam.");
        }

        return new ModelFormatException(root.Context.Name, null, "this is not an HDF5 file: its first eight bytes should be the HDF5 signature; check that the right file was given.");
    }
}
