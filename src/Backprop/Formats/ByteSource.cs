using Microsoft.Win32.SafeHandles;

namespace Backprop.Formats;

/// <summary>Bytes that can be read at any position: memory, a file, or a part of a file.</summary>
internal abstract class ByteSource
{
    /// <summary>How many bytes there are.</summary>
    public abstract long Length { get; }

    /// <summary>Bytes in memory: a part of what is there, or a copy of what is on disk. The caller has checked the range.</summary>
    public abstract ReadOnlyMemory<byte> Slice(long offset, int length);

    /// <summary>Fills a buffer from a position. The caller has checked the range.</summary>
    public abstract void Read(long offset, Span<byte> buffer);

    /// <summary>A window on these bytes.</summary>
    public abstract ByteSource Part(long offset, long length);
}

/// <summary>Bytes in memory.</summary>
internal sealed class MemorySource(ReadOnlyMemory<byte> bytes) : ByteSource
{
    public override long Length => bytes.Length;

    public override ReadOnlyMemory<byte> Slice(long offset, int length) => bytes.Slice((int)offset, length);

    public override void Read(long offset, Span<byte> buffer) => bytes.Span.Slice((int)offset, buffer.Length).CopyTo(buffer);

    public override ByteSource Part(long offset, long length) => new MemorySource(bytes.Slice((int)offset, (int)length));
}

/// <summary>Bytes of an open file. The handle belongs to whoever opened it.</summary>
internal sealed class FileSource(SafeFileHandle handle, long start, long length) : ByteSource
{
    public override long Length => length;

    public override ReadOnlyMemory<byte> Slice(long offset, int length)
    {
        var bytes = new byte[length];
        Read(offset, bytes);
        return bytes;
    }

    public override void Read(long offset, Span<byte> buffer)
    {
        int done = 0;
        while (done < buffer.Length)
        {
            int read = RandomAccess.Read(handle, buffer[done..], start + offset + done);
            if (read == 0) throw new EndOfStreamException("The file was made shorter while it was read.");
            done += read;
        }
    }

    public override ByteSource Part(long offset, long length) => new FileSource(handle, start + offset, length);
}
