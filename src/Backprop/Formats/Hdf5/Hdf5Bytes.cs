using System.Buffers.Binary;

namespace Backprop.Formats;

/// <summary>Bytes that grow at their end, fields little-endian.</summary>
internal sealed class Hdf5Bytes
{
    public const ulong Undefined = ulong.MaxValue;

    private byte[] _bytes = new byte[64];

    public int Length { get; private set; }

    public Hdf5Bytes Add(params ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Grow(bytes.Length));
        return this;
    }

    public Hdf5Bytes Add16(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Grow(2), checked((ushort)value));
        return this;
    }

    public Hdf5Bytes Add32(long value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Grow(4), checked((uint)value));
        return this;
    }

    public Hdf5Bytes Add64(long value) => Add64((ulong)value);

    public Hdf5Bytes Add64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Grow(8), value);
        return this;
    }

    public Hdf5Bytes Zeros(int count)
    {
        Grow(count);
        return this;
    }

    /// <summary>Zeros up to the next multiple of eight.</summary>
    public Hdf5Bytes Pad() => Zeros(-Length & 7);

    /// <summary>Zeros up to a length.</summary>
    public Hdf5Bytes PadTo(int length) => Zeros(length - Length);

    public byte[] ToArray() => _bytes[..Length];

    private Span<byte> Grow(int count)
    {
        if (Length + count > _bytes.Length) Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, Length + count));
        Length += count;
        return _bytes.AsSpan(Length - count, count);
    }
}
