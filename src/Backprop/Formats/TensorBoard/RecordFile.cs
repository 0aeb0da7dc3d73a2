using System.Buffers.Binary;
using System.Numerics;

namespace Backprop.Formats;

/// <summary>
/// A file of records as TensorFlow writes it: the length in 8 bytes and its checksum in 4, the record and its checksum. Checksums are CRC-32C, rotated and shifted.
/// Source: tensorflow/core/lib/io/record_writer.h.
/// </summary>
internal sealed class RecordFile(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);

    /// <summary>Adds a record; a reader sees it at once.</summary>
    public void Add(ReadOnlySpan<byte> record)
    {
        Span<byte> length = stackalloc byte[8], sum = stackalloc byte[4];
        BinaryPrimitives.WriteInt64LittleEndian(length, record.Length);
        _file.Write(length);
        BinaryPrimitives.WriteUInt32LittleEndian(sum, Checksum(length));
        _file.Write(sum);
        _file.Write(record);
        BinaryPrimitives.WriteUInt32LittleEndian(sum, Checksum(record));
        _file.Write(sum);
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes) crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + 0xA282EAD8;
    }
}
