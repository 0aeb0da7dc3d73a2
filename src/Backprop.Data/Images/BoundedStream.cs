namespace Backprop.Data;

/// <summary>Bytes whose end is an error soon after: the decoder takes what lies beyond the end for zeros, and with some damaged files would look for a mark in them for ever.</summary>
internal sealed class BoundedStream(byte[] bytes) : MemoryStream(bytes, writable: false)
{
    /// <summary>How often the decoder may look beyond the end: now and then it does so in whole files.</summary>
    private const int Patience = 1000;

    private int _looks;

    public override int ReadByte()
    {
        int next = base.ReadByte();
        if (next < 0) Look();
        return next;
    }

    // The base class leads all other ways of reading here, in derived classes.
    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = base.Read(buffer, offset, count);
        if (read < count) Look();
        return read;
    }

    private void Look()
    {
        if (++_looks > Patience) throw new EndOfStreamException("the file ends too early");
    }
}
