using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Backprop.Apps.Tests.Data;

/// <summary>Writes PNG files of eight bits per channel, from the specification, so that tests know every pixel.</summary>
internal static class PngFile
{
    /// <summary>A picture; <paramref name="declared"/> writes another size into the header than the picture has.</summary>
    public static byte[] Of(byte[] pixels, int width, int height, int channels, (int Width, int Height)? declared = null)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        byte[] header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, declared?.Width ?? width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), declared?.Height ?? height);
        (header[8], header[9]) = (8, (byte)(channels switch { 1 => 0, 3 => 2, _ => 6 }));
        Chunk(file, "IHDR", header);
        using var rows = new MemoryStream();
        using (var packed = new ZLibStream(rows, CompressionLevel.Optimal, leaveOpen: true))
        {
            for (int row = 0; row < height; row++)
            {
                packed.WriteByte(0);
                packed.Write(pixels, row * width * channels, width * channels);
            }
        }

        Chunk(file, "IDAT", rows.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, string name, byte[] data)
    {
        byte[] named = [.. Encoding.ASCII.GetBytes(name), .. data];
        byte[] number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Check(named));
        file.Write(number);
    }

    private static uint Check(byte[] data)
    {
        uint check = uint.MaxValue;
        foreach (byte next in data)
        {
            check ^= next;
            for (int bit = 0; bit < 8; bit++) check = (check & 1) == 0 ? check >> 1 : 0xEDB88320 ^ (check >> 1);
        }

        return ~check;
    }
}
