namespace Backprop.Formats;

/// <summary>How texts are stored.</summary>
internal enum TextStorage
{
    None,
    Fixed,
    Variable,
}

/// <summary>
/// The type of one element of a dataset or attribute.
/// Source: HDF5 File Format Specification 3.0, IV.A.2.d "The Datatype Message".
/// </summary>
/// <param name="Size">Bytes of one element.</param>
/// <param name="Number">The kind of number, or null for texts and for what cannot be read.</param>
/// <param name="IsBigEndian">Whether the first byte is the most significant one.</param>
/// <param name="Text">How texts are stored.</param>
/// <param name="IsSpacePadded">Whether fixed texts are filled up with spaces.</param>
/// <param name="Description">In words, for messages.</param>
internal sealed record Hdf5Type(int Size, StoredType? Number, bool IsBigEndian, TextStorage Text, bool IsSpacePadded, string Description)
{
    private static readonly string[] Classes =
        ["integer", "float", "time", "text", "bit field", "opaque", "compound", "reference", "enumeration", "variable-length", "array", "complex"];

    /// <summary>Two bytes without meaning: how h5py stores numbers that it does not know, such as bfloat16.</summary>
    public bool IsTwoOpaqueBytes => Size == 2 && Description == "opaque";

    public static Hdf5Type Read(HeaderMessage message, Hdf5Location at)
    {
        if (message.IsShared) throw at.Refuse("its type is a committed (named) type, which is not read; write the numbers with a plain type.");
        var cursor = new Hdf5Cursor(message.Body, at, "datatype");
        return Read(ref cursor, at);
    }

    private static Hdf5Type Read(ref Hdf5Cursor cursor, Hdf5Location at)
    {
        int head = cursor.Byte();
        int kind = head & 15;
        int version = head >> 4;
        if (version is < 1 or > 5) throw at.Refuse($"version {version} of the datatype is not known; write the file with h5py's usual settings.");
        int bits = (int)cursor.Unsigned(3);
        long size = cursor.UInt32();
        if (size is 0 or > int.MaxValue) throw at.Damaged($"its type takes {size} bytes");
        bool bigEndian = (bits & 1) != 0;
        Hdf5Type unknown = new((int)size, null, false, TextStorage.None, false, kind < Classes.Length ? Classes[kind] : $"class {kind}");
        return kind switch
        {
            0 => Integer(ref cursor, unknown, bigEndian, (bits & 8) != 0),
            1 => Float(ref cursor, unknown, bits),
            3 => unknown with { Text = TextStorage.Fixed, IsSpacePadded = (bits & 15) == 2 },
            8 => Enumeration(ref cursor, unknown, bits & 0xffff, version, at),
            9 when (bits & 15) == 1 && size == 8 + at.Context.AddressBytes => unknown with { Text = TextStorage.Variable, Description = "text" },
            _ => unknown,
        };
    }

    private static Hdf5Type Integer(ref Hdf5Cursor cursor, Hdf5Type unknown, bool bigEndian, bool signed)
    {
        int offset = cursor.UInt16();
        int precision = cursor.UInt16();
        if (offset != 0 || precision != 8 * unknown.Size) return unknown;
        StoredType? type = (unknown.Size, signed) switch
        {
            (1, true) => StoredType.Int8,
            (1, false) => StoredType.UInt8,
            (2, true) => StoredType.Int16,
            (2, false) => StoredType.UInt16,
            (4, true) => StoredType.Int32,
            (4, false) => StoredType.UInt32,
            (8, true) => StoredType.Int64,
            (8, false) => StoredType.UInt64,
            _ => null,
        };
        return unknown with { Number = type, IsBigEndian = bigEndian };
    }

    private static Hdf5Type Float(ref Hdf5Cursor cursor, Hdf5Type unknown, int bits)
    {
        int offset = cursor.UInt16();
        int precision = cursor.UInt16();
        (int, int, int, int) parts = (cursor.Byte(), cursor.Byte(), cursor.Byte(), cursor.Byte());
        long bias = cursor.UInt32();
        bool isVax = (bits & 0x40) != 0;
        bool hasLeadingOne = ((bits >> 4) & 3) == 2;
        int sign = (bits >> 8) & 0xff;
        if (offset != 0 || precision != 8 * unknown.Size || sign != precision - 1 || isVax || !hasLeadingOne) return unknown;
        // The parts: where the exponent is and how long, where the mantissa is and how long.
        StoredType? type = (parts, bias) switch
        {
            ((10, 5, 0, 10), 15) => StoredType.Float16,
            ((7, 8, 0, 7), 127) => StoredType.BFloat16,
            ((23, 8, 0, 23), 127) => StoredType.Float32,
            ((52, 11, 0, 52), 1023) => StoredType.Float64,
            _ => null,
        };
        return unknown with { Number = type, IsBigEndian = (bits & 1) != 0 };
    }

    /// <summary>The numbers of an enumeration; the two members FALSE and TRUE are how h5py writes bool.</summary>
    private static Hdf5Type Enumeration(ref Hdf5Cursor cursor, Hdf5Type unknown, int members, int version, Hdf5Location at)
    {
        if (cursor.Left < 8) throw at.Damaged("its datatype ends too early");
        int start = cursor.Position;
        Hdf5Type number = Read(ref cursor, at);
        if (number.Number is null || number.Size != unknown.Size || cursor.Position <= start) return unknown;
        if (members != 2 || number.Size != 1) return number with { Description = "enumeration" };
        string[] names = new string[2];
        for (int i = 0; i < 2; i++)
        {
            int length = 0;
            string name = "";
            for (byte letter = cursor.Byte(); letter != 0; letter = cursor.Byte(), length++) name += (char)letter;
            if (version < 3) cursor.Skip(7 - (length & 7));
            names[i] = name;
        }

        byte first = cursor.Byte();
        byte second = cursor.Byte();
        bool isTruth = names is ["FALSE", "TRUE"] && first == 0 && second == 1;
        return number with { Number = isTruth ? StoredType.Bool : number.Number, Description = isTruth ? "bool" : "enumeration" };
    }
}
