using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>
/// Writes that pass the caches by. A normal write to a line that is in no cache first reads it from memory; for a result larger than the last-level cache, of which
/// nothing will still be there when it is read, that is a third of the traffic of a triad for nothing.
/// </summary>
internal static unsafe class Streaming
{
    /// <summary>From here on a result is taken to be larger than the last-level cache, or as large as a thread's part of it.</summary>
    private const long LargeBytes = 32 << 20;

    /// <summary>Whether a result of so many bytes should be written past the caches.</summary>
    public static bool Pays(long bytes) => bytes >= LargeBytes;

    /// <summary>Copies bytes; whole lines of the destination are written past the caches.</summary>
    public static void Copy(byte* from, byte* to, nint bytes)
    {
        nint i = Math.Min(bytes, (nint)(-(nint)to & (Vector512<byte>.Count - 1)));
        Buffer.MemoryCopy(from, to, bytes, i);
        for (; i + Vector512<byte>.Count <= bytes; i += Vector512<byte>.Count) Vector512.Load(from + i).StoreAlignedNonTemporal(to + i);
        Buffer.MemoryCopy(from + i, to + i, bytes - i, bytes - i);
    }

    /// <summary>To be called when a thread is done: such writes may overtake others until a fence.</summary>
    public static void Finish() => Thread.MemoryBarrier();
}
