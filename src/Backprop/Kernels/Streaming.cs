using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// When and how results are written past the caches (non-temporal stores). A line that is written in the ordinary way is first read from memory,
/// so that a pass that reads one array and writes another moves three; but what is written past the caches is not there for whoever reads it next.
/// It pays for results that are larger than the last-level cache anyway.
/// </summary>
internal static unsafe class Streaming
{
    /// <summary>Results of so many bytes do not wait in a cache for their reader.</summary>
    private const long LeastBytes = 32L << 20;

    /// <summary>Whether a result of so many bytes should be written past the caches.</summary>
    public static bool Pays(long bytes) => bytes >= LeastBytes;

    /// <summary>Whether an address is one that a whole vector can be written to past the caches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAligned(void* pointer) => ((nuint)pointer & (Storage.Alignment - 1)) == 0;

    /// <summary>Stores a vector, past the caches if asked to; then the address must be aligned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<T>(Vector512<T> vector, T* to, bool pastCaches) where T : unmanaged
    {
        if (pastCaches) vector.StoreAlignedNonTemporal(to);
        else vector.Store(to);
    }

    /// <summary>Copies bytes; whole lines of the destination are written past the caches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
