using System.Runtime.CompilerServices;

namespace Backprop.Tensors;

/// <summary>
/// Memory for tensors: a pinned array of the garbage collector, so that nobody frees it and nothing moves it.
/// The first byte is aligned to 64 (a cache line, a vector register), and 64 bytes beyond the end may be read,
/// so that kernels work in whole vectors without a special case at the end. They never write there.
/// </summary>
internal sealed unsafe class Storage
{
    /// <summary>The alignment, and the number of readable bytes beyond the end.</summary>
    public const int Alignment = 64;

    private readonly byte[] _bytes;

    public Storage(long bytes)
    {
        long total = bytes + 2 * Alignment;
        if (total > Array.MaxLength)
        {
            throw new ArgumentException($"A tensor of {bytes:N0} bytes is too large: one tensor holds at most {Array.MaxLength - 2 * Alignment:N0} bytes.");
        }

        _bytes = GC.AllocateArray<byte>((int)total, pinned: true);
        nint start = (nint)Unsafe.AsPointer(ref _bytes[0]);
        Pointer = (byte*)((start + Alignment - 1) & ~(nint)(Alignment - 1));
        Bytes = bytes;
    }

    /// <summary>The first byte.</summary>
    public byte* Pointer { get; }

    /// <summary>The usable bytes.</summary>
    public long Bytes { get; }
}
