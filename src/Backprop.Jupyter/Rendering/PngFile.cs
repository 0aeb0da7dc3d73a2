using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Backprop.Jupyter.Rendering;

/// <summary>Pixels of eight bits as a PNG file (W3C, Portable Network Graphics, third edition).</summary>
internal static class PngFile
{
    private static readonly uint[] s_checks = Checks();

    /// <summary>The bytes of the file.</summary>
    /// <param name="pixels">Row by row, the channels of a pixel side by side.</param>
    /// <param name="width">How many columns.</param>
    /// <param name="height">How many rows.</param>
    /// <param name="channels">1 grey, 2 grey and opacity, 3 colours, 4 colours and opacity.</param>
    public static byte[] Write(ReadOnlySpan<byte> pixels, int width, int height, int channels)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, (byte)(channels switch { 1 => 0, 2 => 4, 3 => 2, _ => 6 }));
        Chunk(file, "IHDR", header);
        using var rows = new MemoryStream();
        using (var packed = new ZLibStream(rows, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (int row = 0; row < height; row++)
            {
                packed.WriteByte(0); // this row is not predicted from another
                packed.Write(pixels.Slice(row * width * channels, width * channels));
            }
        }

        Chunk(file, "IDAT", rows.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, string name, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. data];
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(named);
        uint check = uint.MaxValue;
        foreach (byte next in named) check = s_checks[(check ^ next) & 0xFF] ^ (check >> 8);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~check);
        file.Write(number);
    }

    // The cyclic redundancy check of the specification's appendix D.
    private static uint[] Checks()
    {
        uint[] table = new uint[256];
        for (uint n = 0; n < 256; n++)
        {
            uint check = n;
            for (int bit = 0; bit < 8; bit++) check = (check & 1) == 1 ? 0xEDB88320 ^ (check >> 1) : check >> 1;
            table[n] = check;
        }

        return table;
    }
}
