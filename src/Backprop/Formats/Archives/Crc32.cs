using System.Buffers.Binary;

namespace Backprop.Formats;

/// <summary>
/// The checksum of zip files, CRC-32 with the reversed polynomial 0xEDB88320, eight bytes at a time.
/// Source: ISO 3309; the eight tables are Intel's "slicing by 8" (Kounavis and Berry, 2005).
/// </summary>
internal static class Crc32
{
    /// <summary>What <see cref="Update"/> begins with; its last result is to be inverted.</summary>
    public const uint Start = uint.MaxValue;

    private static readonly uint[][] Tables = MakeTables();

    public static uint Of(ReadOnlySpan<byte> bytes) => ~Update(Start, bytes);

    public static uint Update(uint state, ReadOnlySpan<byte> bytes)
    {
        uint[][] t = Tables;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            uint low = state ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            state = t[7][low & 255] ^ t[6][(low >> 8) & 255] ^ t[5][(low >> 16) & 255] ^ t[4][low >> 24] ^
                t[3][high & 255] ^ t[2][(high >> 8) & 255] ^ t[1][(high >> 16) & 255] ^ t[0][high >> 24];
        }

        foreach (byte next in bytes) state = (state >> 8) ^ t[0][(state ^ next) & 255];
        return state;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[8][];
        for (int k = 0; k < 8; k++)
        {
            tables[k] = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                uint value = k == 0 ? i : tables[k - 1][i];
                for (int step = 0; step < 8; step++) value = (value & 1) != 0 ? (value >> 1) ^ 0xEDB88320 : value >> 1;
                tables[k][i] = value;
            }
        }

        return tables;
    }
}
