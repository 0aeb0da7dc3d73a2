namespace Backprop.Formats;

/// <summary>One message of an object header: a fact about a group or dataset.</summary>
internal readonly record struct HeaderMessage(int Type, byte Flags, ReadOnlyMemory<byte> Body)
{
    public const int Dataspace = 1, LinkInfo = 2, Datatype = 3, OldFill = 4, Fill = 5, Link = 6, ExternalFiles = 7, Layout = 8, GroupInfo = 10,
        Filters = 11, Attribute = 12, Continuation = 16, SymbolTable = 17, AttributeInfo = 21, Newest = 24;

    /// <summary>The body is only a reference to a message elsewhere: a type with a name of its own.</summary>
    public bool IsShared => (Flags & 2) != 0;

    /// <summary>Whoever does not know this message must not open the object.</summary>
    public bool MustBeUnderstood => (Flags & 0x80) != 0;
}

/// <summary>
/// Reads the messages of an object header, versions 1 and 2, with the blocks that continue it.
/// Source: HDF5 File Format Specification 3.0, IV.A "Data Object Headers".
/// </summary>
internal static class ObjectHeader
{
    private const string What = "object header";

    public static List<HeaderMessage> Read(Hdf5Location at, long address)
    {
        if (at.Context.Headers.TryGetValue(address, out List<HeaderMessage>? known)) return known;
        List<HeaderMessage> messages = [];
        at.CheckRange(address, 16, What);
        if (at.Context.Source.Slice(address, 4).Span.SequenceEqual("OHDR"u8)) ReadNew(at, address, messages);
        else ReadOld(at, address, messages);
        at.Context.Headers.Add(address, messages);
        return messages;
    }

    private static void ReadOld(Hdf5Location at, long address, List<HeaderMessage> messages)
    {
        Hdf5Cursor head = at.Metadata(address, 16, What);
        head.Version(1);
        head.Skip(1);
        int count = head.UInt16();
        head.Skip(4); // how many links point here
        Queue<(long Address, long Length)> blocks = new([(address + 16, head.UInt32())]);
        HashSet<long> seen = [];
        while (count > 0 && blocks.TryDequeue(out (long Address, long Length) block))
        {
            if (!seen.Add(block.Address)) throw at.Damaged("its object header continues in itself");
            Hdf5Cursor cursor = at.Metadata(block.Address, block.Length, What);
            while (count > 0 && cursor.Left >= 8)
            {
                int type = cursor.UInt16();
                int size = cursor.UInt16();
                byte flags = cursor.Byte();
                cursor.Skip(3);
                Add(at, new HeaderMessage(type, flags, cursor.TakeMemory(size)), messages, blocks);
                count--;
            }
        }

        if (count > 0) throw at.Damaged($"its object header lacks {count} messages");
    }

    private static void ReadNew(Hdf5Location at, long address, List<HeaderMessage> messages)
    {
        // The fields before the size of the first block depend on the flags; with all of them they take 34 bytes.
        long ahead = Math.Min(34, at.Context.Source.Length - address);
        Hdf5Cursor head = at.Metadata(address, ahead, What);
        head.Signature("OHDR");
        head.Version(2);
        byte flags = head.Byte();
        if ((flags & 0x20) != 0) head.Skip(16); // times
        if ((flags & 0x10) != 0) head.Skip(4); // when to change how attributes are stored
        long size = head.Number(1 << (flags & 3));
        at.CheckRange(address, size, What);
        Queue<(long Address, long Length)> blocks = [];
        ReadBlock(at, address, head.Position + size + 4, head.Position, flags, messages, blocks);
        HashSet<long> seen = [];
        while (blocks.TryDequeue(out (long Address, long Length) block))
        {
            if (!seen.Add(block.Address)) throw at.Damaged("its object header continues in itself");
            Hdf5Cursor signature = at.Metadata(block.Address, 4, What);
            signature.Signature("OCHK");
            ReadBlock(at, block.Address, block.Length, 4, flags, messages, blocks);
        }
    }

    private static void ReadBlock(Hdf5Location at, long address, long length, int start, byte flags, List<HeaderMessage> messages, Queue<(long Address, long Length)> blocks)
    {
        bool hasOrder = (flags & 4) != 0;
        Hdf5Cursor cursor = at.Metadata(address, length, What);
        cursor.Skip(start);
        int headLength = hasOrder ? 6 : 4;
        while (cursor.Left - 4 >= headLength)
        {
            int type = cursor.Byte();
            int size = cursor.UInt16();
            byte messageFlags = cursor.Byte();
            if (hasOrder) cursor.Skip(2);
            if (size > cursor.Left - 4) throw at.Damaged("a message of its object header is too long");
            Add(at, new HeaderMessage(type, messageFlags, cursor.TakeMemory(size)), messages, blocks);
        }

        cursor.Skip(cursor.Left - 4); // a gap too small for a message
        cursor.Checksum(0);
    }

    private static void Add(Hdf5Location at, HeaderMessage message, List<HeaderMessage> messages, Queue<(long Address, long Length)> blocks)
    {
        if (message.Type is < 0 or > HeaderMessage.Newest && message.MustBeUnderstood)
        {
            throw at.Refuse($"a message of type {message.Type} must be understood to read this object, and is not known; write the file with h5py's usual settings.");
        }

        if (message.Type == HeaderMessage.Continuation)
        {
            var cursor = new Hdf5Cursor(message.Body, at, What);
            blocks.Enqueue((cursor.Address(), cursor.Length()));
        }
        else if (message.Type is not (0 or HeaderMessage.GroupInfo) && message.Type <= HeaderMessage.Newest)
        {
            messages.Add(message);
        }
    }

}
