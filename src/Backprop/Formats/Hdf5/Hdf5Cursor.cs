using System.Text;

namespace Backprop.Formats;

/// <summary>Reads little-endian fields one after another, and refuses to read past the end.</summary>
internal ref struct Hdf5Cursor(ReadOnlyMemory<byte> bytes, Hdf5Location at, string what)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _span = bytes.Span;

    public int Position { get; private set; }

    public readonly int Left => _span.Length - Position;

    public byte Byte() => Take(1)[0];

    public int UInt16() => (int)Unsigned(2);

    public long UInt32() => (long)Unsigned(4);

    /// <summary>An unsigned number of up to eight bytes.</summary>
    public ulong Unsigned(int size)
    {
        ulong value = 0;
        ReadOnlySpan<byte> digits = Take(size);
        for (int i = digits.Length - 1; i >= 0; i--) value = (value << 8) | digits[i];
        return value;
    }

    /// <summary>An unsigned number that must be below 2^63.</summary>
    public long Number(int size)
    {
        ulong value = Unsigned(size);
        return value <= long.MaxValue ? (long)value : throw at.Damaged($"its {what} holds the number {value}");
    }

    /// <summary>A length, of as many bytes as the superblock says.</summary>
    public long Length() => Number(at.Context.LengthBytes);

    /// <summary>A length, or −1 where there is no limit (all bits one).</summary>
    public long Greatest()
    {
        int size = at.Context.LengthBytes;
        ulong value = Unsigned(size);
        return value >= ulong.MaxValue >> (65 - 8 * size) ? -1 : (long)value;
    }

    /// <summary>An address, or −1 where it is left undefined (all bits one).</summary>
    public long Address()
    {
        int size = at.Context.AddressBytes;
        ulong value = Unsigned(size);
        if (value == ulong.MaxValue >> (64 - 8 * size)) return -1;
        return value <= long.MaxValue ? (long)value : throw at.Damaged($"its {what} points to {value}, outside of the file");
    }

    public void Skip(int count) => Take(count);

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Left) throw at.Damaged($"its {what} ends too early");
        ReadOnlySpan<byte> part = _span.Slice(Position, count);
        Position += count;
        return part;
    }

    /// <summary>The next bytes, to be looked at later.</summary>
    public ReadOnlyMemory<byte> TakeMemory(long count)
    {
        if (count < 0 || count > Left) throw at.Damaged($"its {what} ends too early");
        ReadOnlyMemory<byte> part = bytes.Slice(Position, (int)count);
        Position += (int)count;
        return part;
    }

    /// <summary>Refuses anything but the given letters, which mark the beginning of a structure.</summary>
    public void Signature(string expected)
    {
        ReadOnlySpan<byte> found = Take(expected.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (found[i] != expected[i]) throw at.Damaged($"its {what} does not begin with \"{expected}\"");
        }
    }

    /// <summary>Refuses any version but the given one.</summary>
    public void Version(int expected)
    {
        int found = Byte();
        if (found != expected) throw at.Refuse($"version {found} of the {what} is not known, only {expected}; write the file with h5py's usual settings.");
    }

    /// <summary>Moves on to the next position that is a multiple of eight.</summary>
    public void Align() => Skip(Math.Min(Left, -Position & 7));

    /// <summary>A text of so many bytes, which ends at its first zero.</summary>
    public string Text(int count) => Decode(Take(count), at, what);

    /// <summary>UTF-8 up to the first zero.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, Hdf5Location at, string what)
    {
        int end = bytes.IndexOf((byte)0);
        try
        {
            return Utf8.GetString(end < 0 ? bytes : bytes[..end]);
        }
        catch (DecoderFallbackException)
        {
            throw at.Damaged($"its {what} is not text in UTF-8");
        }
    }

    /// <summary>Checks the four bytes that follow against all bytes from a position on.</summary>
    public void Checksum(int from)
    {
        uint expected = JenkinsHash.Of(_span[from..Position]);
        if (UInt32() != expected) throw at.Damaged($"the checksum of its {what} is wrong");
    }
}
