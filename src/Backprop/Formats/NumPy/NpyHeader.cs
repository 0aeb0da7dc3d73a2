using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Backprop.Tensors;

namespace Backprop.Formats;

/// <summary>
/// What a .npy file says of its numbers. Source: numpy/lib/format.py, versions 1.0, 2.0 and 3.0 of the format.
/// </summary>
/// <param name="Type">How a number is written.</param>
/// <param name="IsBigEndian">Whether the first byte is the most significant one.</param>
/// <param name="IsFortran">Whether the first axis varies fastest.</param>
/// <param name="Shape">The lengths of the axes.</param>
/// <param name="Start">Where the numbers begin.</param>
internal sealed record NpyHeader(StoredType Type, bool IsBigEndian, bool IsFortran, Shape Shape, int Start)
{
    private const int MostHeaderBytes = 65_535;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static NpyHeader Read(ReadOnlySpan<byte> file, string name)
    {
        if (file.Length < 10 || !file.StartsWith(Magic)) throw Refuse("this is not a .npy file, which begins with \"\\x93NUMPY\"; check that the right file was given.");
        int version = file[6];
        if (version is < 1 or > 3 || file[7] != 0) throw Refuse($"version {version}.{file[7]} of the format is not known, only 1.0 to 3.0; save it again with NumPy.");
        int before = version == 1 ? 10 : 12;
        long length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(file[8..]) : file.Length >= 12 ? BinaryPrimitives.ReadUInt32LittleEndian(file[8..]) : long.MaxValue;
        if (length > MostHeaderBytes || before + length > file.Length) throw Refuse("its header is cut off or too long; save or copy it again.");
        string text = (version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(file.Slice(before, (int)length));
        var parser = new PythonLiteral(text, name);
        string? descr = null;
        bool? isFortran = null;
        Shape? shape = null;
        parser.Expect('{');
        while (!parser.Take('}'))
        {
            string key = parser.Text();
            parser.Expect(':');
            switch (key)
            {
                case "descr" when descr is null: descr = parser.NumberType(); break;
                case "fortran_order" when isFortran is null: isFortran = parser.Truth(); break;
                case "shape" when shape is null: shape = parser.Lengths(); break;
                default: throw Refuse($"its header has the unexpected entry \"{key}\"; save it again with NumPy.");
            }

            if (!parser.Take(','))
            {
                parser.Expect('}');
                break;
            }
        }

        if (descr is null || isFortran is null || shape is null) throw Refuse("its header lacks descr, fortran_order or shape; save it again with NumPy.");
        StoredType type = TypeOf(descr, name);
        long bytes = type.Bytes;
        foreach (int axis in shape.Value.Lengths) bytes = axis != 0 && bytes > long.MaxValue / axis ? long.MaxValue : bytes * axis;
        int start = before + (int)length;
        if (bytes != file.Length - start) throw Refuse($"its header declares {shape} numbers of {type.Bytes} bytes each and {file.Length - start} bytes follow; save or copy it again.");
        return new NpyHeader(type, descr[0] == '>', isFortran.Value, shape.Value, start);

        ModelFormatException Refuse(string problem) => new(name, null, problem);
    }

    /// <summary>The header of version 1.0 that NumPy writes, padded so that the numbers begin at a multiple of 64.</summary>
    public static byte[] Write(StoredType type, Shape shape)
    {
        string descr = type switch
        {
            StoredType.Bool => "|b1",
            StoredType.Int32 => "<i4",
            StoredType.Int64 => "<i8",
            StoredType.Float32 => "<f4",
            _ => "<f8",
        };
        string text = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}";
        int length = (10 + text.Length + 1 + 63) / 64 * 64 - 10;
        byte[] header = new byte[10 + length];
        Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)length);
        Encoding.Latin1.GetBytes(text.PadRight(length - 1) + "\n").CopyTo(header, 10);
        return header;
    }

    private static StoredType TypeOf(string descr, string name) => descr.TrimStart('<', '>', '|', '=') switch
    {
        "b1" or "?" => StoredType.Bool,
        "i1" => StoredType.Int8,
        "u1" => StoredType.UInt8,
        "i2" => StoredType.Int16,
        "u2" => StoredType.UInt16,
        "i4" => StoredType.Int32,
        "u4" => StoredType.UInt32,
        "i8" => StoredType.Int64,
        "u8" => StoredType.UInt64,
        "f2" => StoredType.Float16,
        "f4" => StoredType.Float32,
        "f8" => StoredType.Float64,
        "V2" => StoredType.BFloat16, // NumPy does not know bfloat16 and writes its two bytes
        ['O', ..] => throw new ModelFormatException(name, null, "it holds pickled Python objects, which can run code and are refused; save an array of numbers."),
        ['U', ..] or ['S', ..] => throw new ModelFormatException(name, null, "it holds text where numbers are expected; save an array of numbers."),
        ['c', ..] => throw new ModelFormatException(name, null, "it holds complex numbers, which no tensor does; save the real and the imaginary part."),
        _ => throw new ModelFormatException(name, null, $"it holds numbers of the type {descr[..Math.Min(20, descr.Length)]}, which is not read; save it as float32 or int64."),
    };
}

/// <summary>Reads the few forms of Python that a header consists of; a real reader of Python would read more than is wanted.</summary>
internal ref struct PythonLiteral(string text, string name)
{
    private int _at;

    public bool Take(char sign)
    {
        while (_at < text.Length && text[_at] is ' ' or '\n') _at++;
        if (_at >= text.Length || text[_at] != sign) return false;
        _at++;
        return true;
    }

    public void Expect(char sign)
    {
        if (!Take(sign)) throw Damaged();
    }

    public string Text()
    {
        char quote = Take('\'') ? '\'' : Take('"') ? '"' : throw Damaged();
        int end = text.IndexOf(quote, _at);
        if (end < 0) throw Damaged();
        string found = text[_at..end];
        _at = end + 1;
        return found;
    }

    /// <summary>The type of a number; a list stands there when each element has several fields.</summary>
    public string NumberType() =>
        Take('[') ? throw new ModelFormatException(name, null, "it holds records of several fields where numbers are expected; save one array for each field.") : Text();

    public bool Truth()
    {
        Take('\0'); // only to skip spaces
        foreach ((string word, bool value) in new[] { ("True", true), ("False", false) })
        {
            if (string.CompareOrdinal(text, _at, word, 0, word.Length) != 0) continue;
            _at += word.Length;
            return value;
        }

        throw Damaged();
    }

    public Shape Lengths()
    {
        Expect('(');
        List<int> lengths = [];
        while (!Take(')'))
        {
            int start = _at;
            while (_at < text.Length && char.IsAsciiDigit(text[_at])) _at++;
            if (!int.TryParse(text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out int length) || lengths.Count == 32) throw Damaged();
            lengths.Add(length);
            if (Take(',')) continue;
            Expect(')');
            break;
        }

        return Shape.Create([.. lengths]);
    }

    private readonly ModelFormatException Damaged() => new(name, null, $"its header cannot be read from letter {_at} on, or declares too much; save it again with NumPy.");
}
