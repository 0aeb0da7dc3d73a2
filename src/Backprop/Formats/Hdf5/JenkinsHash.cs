using System.Buffers.Binary;
using System.Numerics;

namespace Backprop.Formats;

/// <summary>
/// The checksum of HDF5's newer structures: Bob Jenkins' lookup3, hashlittle, started at zero.
/// Source: https://burtleburtle.net/bob/c/lookup3.c (public domain), HDF5 File Format Specification 3.0, "Checksums".
/// </summary>
internal static class JenkinsHash
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint a = 0xdeadbeef + (uint)bytes.Length;
        uint b = a;
        uint c = a;
        while (bytes.Length > 12)
        {
            a += BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            b += BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            c += BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
            a = (a - c) ^ BitOperations.RotateLeft(c, 4); c += b;
            b = (b - a) ^ BitOperations.RotateLeft(a, 6); a += c;
            c = (c - b) ^ BitOperations.RotateLeft(b, 8); b += a;
            a = (a - c) ^ BitOperations.RotateLeft(c, 16); c += b;
            b = (b - a) ^ BitOperations.RotateLeft(a, 19); a += c;
            c = (c - b) ^ BitOperations.RotateLeft(b, 4); b += a;
            bytes = bytes[12..];
        }

        if (bytes.IsEmpty) return c;
        // The last one to twelve bytes, filled up with zeros.
        Span<byte> last = stackalloc byte[12];
        last.Clear();
        bytes.CopyTo(last);
        a += BinaryPrimitives.ReadUInt32LittleEndian(last);
        b += BinaryPrimitives.ReadUInt32LittleEndian(last[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(last[8..]);
        c = (c ^ b) - BitOperations.RotateLeft(b, 14);
        a = (a ^ c) - BitOperations.RotateLeft(c, 11);
        b = (b ^ a) - BitOperations.RotateLeft(a, 25);
        c = (c ^ b) - BitOperations.RotateLeft(b, 16);
        a = (a ^ c) - BitOperations.RotateLeft(c, 4);
        b = (b ^ a) - BitOperations.RotateLeft(a, 14);
        c = (c ^ b) - BitOperations.RotateLeft(b, 24);
        return c;
    }
}
