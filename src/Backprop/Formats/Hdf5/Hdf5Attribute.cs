using Backprop.Tensors;

namespace Backprop.Formats;

/// <summary>A small value with a name that is fastened to a group or a dataset. It is decoded when it is asked for.</summary>
public sealed class Hdf5Attribute
{
    private readonly Hdf5Location _at;
    private readonly Hdf5Type _type;
    private readonly long _count;
    private readonly ReadOnlyMemory<byte> _bytes;

    private Hdf5Attribute(Hdf5Location owner, string name, Hdf5Type type, Hdf5Space space, ReadOnlyMemory<byte> bytes)
    {
        Name = name;
        Shape = space.Shape;
        _at = new Hdf5Location(owner.Context, owner, "@" + name);
        _type = type;
        _count = space.Count;
        _bytes = bytes;
    }

    /// <summary>The name, as in the file.</summary>
    public string Name { get; }

    /// <summary>The lengths of the axes; () for a single value.</summary>
    public Shape Shape { get; }

    /// <summary>Whether it holds text.</summary>
    public bool IsText => _type.Text != TextStorage.None;

    /// <summary>How its numbers are stored; null when it holds something else.</summary>
    public StoredType? Number => _type.Number;

    /// <summary>What it holds, in words: "float32 (3,)", "text ()".</summary>
    public string Description => $"{_type.Number?.KerasName ?? _type.Description} {Shape}";

    /// <summary>Its single text.</summary>
    /// <exception cref="ModelFormatException">It does not hold exactly one text.</exception>
    public string ReadString() => ReadStrings() is [string text] ? text : throw _at.Refuse($"it holds {_count} texts where one was expected.");

    /// <summary>Its texts, in row-major order.</summary>
    /// <exception cref="ModelFormatException">It does not hold texts, or they are damaged.</exception>
    public string[] ReadStrings() => Hdf5Values.Texts(_bytes, _type, _count, _at);

    /// <summary>Its numbers, widened to the nearest type that a tensor can have.</summary>
    /// <exception cref="ModelFormatException">It does not hold numbers.</exception>
    public Tensor ReadTensor() => _type.Number is StoredType number
        ? Hdf5Values.Numbers(_bytes.ToArray(), _type, number, Shape, _at)
        : throw _at.Refuse($"it holds {_type.Description} values where numbers were expected.");

    /// <summary>Reads an attribute message, versions 1 to 3. Source: HDF5 File Format Specification 3.0, IV.A.2.m.</summary>
    internal static Hdf5Attribute Read(HeaderMessage message, Hdf5Location owner)
    {
        if (message.IsShared) throw owner.Refuse("one of its attributes is stored elsewhere in the file, which is not read; write the file with h5py's usual settings.");
        var cursor = new Hdf5Cursor(message.Body, owner, "attribute");
        int version = cursor.Byte();
        if (version is < 1 or > 3) throw owner.Refuse($"version {version} of an attribute is not known, only 1 to 3; write the file with h5py's usual settings.");
        int flags = cursor.Byte();
        int nameLength = cursor.UInt16();
        int typeLength = cursor.UInt16();
        int spaceLength = cursor.UInt16();
        if (version == 3) cursor.Skip(1);
        if (version == 1) flags = 0;
        string name = cursor.Text(nameLength);
        if (version == 1) cursor.Align();
        byte shared = (byte)((flags & 1) << 1);
        Hdf5Type type = Hdf5Type.Read(new HeaderMessage(HeaderMessage.Datatype, shared, cursor.TakeMemory(typeLength)), owner);
        if (version == 1) cursor.Align();
        Hdf5Space space = Hdf5Space.Read(new HeaderMessage(HeaderMessage.Dataspace, (byte)(flags & 2), cursor.TakeMemory(spaceLength)), owner);
        if (version == 1) cursor.Align();
        if (space.Count > cursor.Left / type.Size) throw owner.Damaged($"its attribute {name} declares {space.Count} elements of {type.Size} bytes and holds {cursor.Left} bytes");
        return new Hdf5Attribute(owner, name, type, space, cursor.TakeMemory(space.Count * type.Size));
    }
}
