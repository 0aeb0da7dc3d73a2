using System.Text;

namespace Backprop.Formats;

/// <summary>Puts texts into global heaps: collections of at least 4096 bytes, a new one when a text no longer fits.</summary>
internal sealed class GlobalHeapWriter(Hdf5Output output)
{
    private const int LeastBytes = 4096, HeadBytes = 16, MostObjects = 60_000;

    private Hdf5Bytes? _open;
    private long _address;
    private int _size;
    private int _count;

    /// <summary>Stores a text; returns the sixteen bytes that point to it.</summary>
    public byte[] Add(string text)
    {
        byte[] letters = Encoding.UTF8.GetBytes(text);
        if (letters.Length == 0) return new byte[Hdf5Encoding.TextBytes];
        int needed = 16 + ((letters.Length + 7) & ~7);
        if (_open is null || _open.Length + needed > _size || _count == MostObjects) Begin(needed);
        _count++;
        _open!.Add16(_count).Zeros(6).Add64(letters.Length).Add(letters).Pad();
        return new Hdf5Bytes().Add32(letters.Length).Add64(_address).Add32(_count).ToArray();
    }

    /// <summary>Declares the rest of the open collection free.</summary>
    public void End()
    {
        if (_open is null) return;
        int rest = _size - _open.Length;
        if (rest >= 16) _open.Zeros(8).Add64(rest);
        output.Put(_address, _open.PadTo(_size).ToArray());
        _open = null;
    }

    private void Begin(int needed)
    {
        End();
        _size = Math.Max(LeastBytes, HeadBytes + needed);
        _address = output.Reserve(_size);
        _open = new Hdf5Bytes().Add("GCOL"u8).Add(1, 0, 0, 0).Add64(_size);
        _count = 0;
    }
}
