using Backprop.Tensors;

namespace Backprop.Formats;

/// <summary>Where an object was put.</summary>
/// <param name="Header">Its object header.</param>
/// <param name="IsGroup">Whether it is a group.</param>
/// <param name="Tree">Of a group, its B-tree.</param>
/// <param name="Heap">Of a group, its names.</param>
internal readonly record struct WrittenObject(long Header, bool IsGroup, long Tree, long Heap);

/// <summary>
/// Lays a file out and writes it. Every structure gets its place first, those below before those above because addresses point
/// downwards; then all are written in the order of their places, numbers straight from the tensors.
/// </summary>
internal sealed class Hdf5Output
{
    private const int SuperblockBytes = 96;

    private readonly List<(long Address, object Content)> _pieces = [];
    private readonly GlobalHeapWriter _texts;
    private long _end = SuperblockBytes;

    private Hdf5Output() => _texts = new GlobalHeapWriter(this);

    public static void Write(Hdf5GroupBuilder root, Stream stream)
    {
        var output = new Hdf5Output();
        WrittenObject written = output.Group(root);
        output._texts.End();
        output.Put(0, output.Superblock(written));
        output.Emit(stream);
    }

    /// <summary>A free place for so many bytes, at a multiple of eight.</summary>
    public long Reserve(long bytes)
    {
        long address = _end;
        _end += (bytes + 7) & ~7L;
        return address;
    }

    /// <summary>Says what stands at a place.</summary>
    public void Put(long address, object content) => _pieces.Add((address, content));

    private WrittenObject Group(Hdf5GroupBuilder group)
    {
        Dictionary<string, WrittenObject> children = [];
        foreach ((string name, Hdf5ObjectBuilder child) in group.Children)
        {
            children.Add(name, child is Hdf5GroupBuilder inner ? Group(inner) : Dataset((Hdf5DatasetBuilder)child));
        }

        (long tree, long heap) = SymbolTableWriter.Write(children, this);
        byte[] table = new Hdf5Bytes().Add64(tree).Add64(heap).ToArray();
        return new WrittenObject(Header(group, [(HeaderMessage.SymbolTable, 0, table)]), true, tree, heap);
    }

    private WrittenObject Dataset(Hdf5DatasetBuilder dataset)
    {
        var numbers = dataset.Content as Tensor;
        object content = numbers ?? (object)Texts((string[])dataset.Content);
        long length = numbers?.Type.Bytes ?? ((byte[])content).Length;
        ulong address = Hdf5Bytes.Undefined;
        if (length > 0)
        {
            address = (ulong)Reserve(length);
            Put((long)address, content);
        }

        List<(int, byte, byte[])> messages =
        [
            (HeaderMessage.Dataspace, 0, Hdf5Encoding.Space(dataset.Shape)),
            (HeaderMessage.Datatype, 1, numbers is null ? Hdf5Encoding.TextType() : Hdf5Encoding.Type(numbers.DType)),
            (HeaderMessage.Fill, 1, Hdf5Encoding.Fill(numbers is null)),
            (HeaderMessage.Layout, 0, Hdf5Encoding.Layout(address, length)),
        ];
        return new WrittenObject(Header(dataset, messages), false, 0, 0);
    }

    private byte[] Texts(string[] texts)
    {
        var bytes = new Hdf5Bytes();
        foreach (string text in texts) bytes.Add(_texts.Add(text));
        return bytes.ToArray();
    }

    private long Header(Hdf5ObjectBuilder owner, List<(int, byte, byte[])> messages)
    {
        foreach ((string name, object value) in owner.Attributes) messages.Add((HeaderMessage.Attribute, 0, Hdf5Encoding.Attribute(name, value, _texts)));
        byte[] header = Hdf5Encoding.Header(messages);
        long address = Reserve(header.Length);
        Put(address, header);
        return address;
    }

    private byte[] Superblock(WrittenObject root)
    {
        Hdf5Bytes bytes = new Hdf5Bytes().Add(0x89).Add("HDF\r\n"u8).Add(0x1a, (byte)'\n').Add(0, 0, 0, 0, 0, 8, 8, 0);
        bytes.Add16(SymbolTableWriter.LeafK).Add16(SymbolTableWriter.NodeK).Add32(0);
        bytes.Add64(0).Add64(Hdf5Bytes.Undefined).Add64(_end).Add64(Hdf5Bytes.Undefined);
        SymbolTableWriter.AddEntry(bytes, 0, root);
        return bytes.ToArray();
    }

    private void Emit(Stream stream)
    {
        _pieces.Sort((a, b) => a.Address.CompareTo(b.Address));
        long position = 0;
        Span<byte> zeros = stackalloc byte[8];
        zeros.Clear();
        foreach ((long address, object content) in _pieces)
        {
            stream.Write(zeros[..(int)(address - position)]);
            ReadOnlySpan<byte> bytes = content is Tensor numbers ? StoredNumbers.Encode(numbers) : (byte[])content;
            stream.Write(bytes);
            position = address + bytes.Length;
        }

        stream.Write(zeros[..(int)(_end - position)]);
    }
}
