using System.IO.Compression;

namespace Backprop.Formats;

/// <summary>The content of a zip's member: read in place when it is stored, inflated under a limit when it is deflated; the checksum always compared.</summary>
internal static class ZipContent
{
    public static ByteSource Open(ByteSource file, ZipMember member, string archive, long mostBytes)
    {
        if (member.Length > mostBytes) throw TooLarge(member.Length);
        ByteSource stored = file.Part(member.Start, member.Stored);
        if (member.Method == 0)
        {
            if (Checksum(stored) != member.Checksum) throw Damaged();
            return stored;
        }

        // The declared size is only believed after that many bytes came out.
        long most = Math.Min(mostBytes, Math.Max(ModelArchive.AlwaysAllowed, ModelArchive.MostExpansion * member.Stored));
        if (member.Length > most) throw TooLarge(member.Length);
        byte[] content = Inflate(stored, member, archive);
        return Crc32.Of(content) == member.Checksum ? new MemorySource(content) : throw Damaged();

        ModelFormatException TooLarge(long length) =>
            new(archive, member.Name, $"{member.Stored} stored bytes declare {length}, more than is accepted; the file is damaged or dangerous.");

        ModelFormatException Damaged() => new(archive, member.Name, "its checksum is wrong; the file is damaged, copy it again.");
    }

    private static byte[] Inflate(ByteSource stored, ZipMember member, string archive)
    {
        try
        {
            using var deflate = new DeflateStream(new SourceStream(stored), CompressionMode.Decompress);
            using var result = new MemoryStream();
            var block = new byte[65_536];
            for (int read = deflate.Read(block); read > 0; read = deflate.Read(block))
            {
                if (result.Length + read > member.Length) throw new InvalidDataException();
                result.Write(block, 0, read);
            }

            if (result.Length != member.Length) throw new InvalidDataException();
            return result.Capacity == result.Length ? result.GetBuffer() : result.ToArray();
        }
        catch (InvalidDataException cause)
        {
            throw new ModelFormatException(archive, member.Name, $"it does not inflate to the {member.Length} bytes that it declares; the file is damaged or dangerous.", cause);
        }
    }

    private static uint Checksum(ByteSource source)
    {
        var block = new byte[(int)Math.Min(source.Length, 1 << 20)];
        uint checksum = Crc32.Start;
        for (long at = 0; at < source.Length; at += block.Length)
        {
            Span<byte> part = block.AsSpan(0, (int)Math.Min(block.Length, source.Length - at));
            source.Read(at, part);
            checksum = Crc32.Update(checksum, part);
        }

        return ~checksum;
    }
}

/// <summary>Bytes at any position as a stream that is read from the front.</summary>
internal sealed class SourceStream(ByteSource source) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => source.Length;

    public override long Position { get => _position; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, source.Length - _position);
        source.Read(_position, buffer[..count]);
        _position += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
