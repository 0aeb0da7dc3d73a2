using System.Buffers.Binary;
using System.Text;

namespace Backprop.Formats;

/// <summary>
/// A protocol buffer in the making: fields are written one after another, each as its number and kind, then its content. Source: "Encoding" in the documentation of Protocol Buffers.
/// </summary>
internal sealed class ProtoMessage
{
    private const int Varint = 0, Fixed64 = 1, Delimited = 2, Fixed32 = 5;

    private readonly MemoryStream _bytes = new();

    /// <summary>The message so far.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.GetBuffer().AsSpan(0, (int)_bytes.Length);

    /// <summary>Adds a whole number (int32, int64, bool, enum).</summary>
    public ProtoMessage Add(int field, long value)
    {
        Key(field, Varint);
        Number(unchecked((ulong)value));
        return this;
    }

    /// <summary>Adds a float.</summary>
    public ProtoMessage Add(int field, float value)
    {
        Key(field, Fixed32);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>Adds a double.</summary>
    public ProtoMessage Add(int field, double value)
    {
        Key(field, Fixed64);
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>Adds bytes.</summary>
    public ProtoMessage Add(int field, ReadOnlySpan<byte> value)
    {
        Key(field, Delimited);
        Number((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    /// <summary>Adds text.</summary>
    public ProtoMessage Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Adds a message.</summary>
    public ProtoMessage Add(int field, ProtoMessage value) => Add(field, value.Bytes);

    private void Key(int field, int kind) => Number((ulong)((field << 3) | kind));

    /// <summary>Seven bits a byte, the lowest first; the eighth says that more follow.</summary>
    private void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7) _bytes.WriteByte((byte)(value | 0x80));
        _bytes.WriteByte((byte)value);
    }
}
