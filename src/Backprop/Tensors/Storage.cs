using System.Runtime.CompilerServices;

namespace Backprop.Tensors;

/// <summary>
/// Memory for tensors: a pinned array of the garbage collector, so that nobody frees it and nothing moves it.
/// The first byte is aligned to 64 (a cache line, a vector register), and 64 bytes beyond the end may be read,
/// so that kernels work in whole vectors without a special case at the end. They never write there.
/// </summary>
/// <remarks>
/// Small ones share an array, one behind the other, which lives as long as any of them. The collector looks for room among pinned
/// objects from one gap to the next; between small ones there are in time so many gaps too small that it hardly gets on: after 400,000
/// tensors, of which one in ten lived on, an allocation took 7 us and more with every thousand; from a shared array it takes 0.2 us.
/// </remarks>
internal sealed unsafe class Storage
{
    /// <summary>The alignment, and the number of readable bytes beyond the end.</summary>
    public const int Alignment = 64;

    /// <summary>What shares an array, and how large it is: of the smallest, 64 fit into one. One that lives long does not hold much in vain.</summary>
    private const int SmallBytes = 1024;
    private const int SharedBytes = 8 * 1024;

    // Every thread has its own array to fill, so that nobody waits.
    [ThreadStatic]
    private static Shared? t_shared;

    private readonly byte[] _bytes;

    public Storage(long bytes)
    {
        long total = bytes + 2 * Alignment;
        if (total > Array.MaxLength)
        {
            throw new ArgumentException($"A tensor of {bytes:N0} bytes is too large: one tensor holds at most {Array.MaxLength - 2 * Alignment:N0} bytes.");
        }

        if (bytes <= SmallBytes)
        {
            int room = (((int)bytes + Alignment - 1) & -Alignment) + Alignment;
            Shared shared = t_shared is { } begun && begun.Left >= room ? begun : t_shared = new Shared();
            _bytes = shared.Bytes;
            Pointer = Start(_bytes) + SharedBytes - shared.Left;
            shared.Left -= room;
        }
        else
        {
            _bytes = Allocate((int)total);
            Pointer = Start(_bytes);
        }

        Bytes = bytes;
    }

    /// <summary>The first byte.</summary>
    public byte* Pointer { get; }

    /// <summary>The usable bytes.</summary>
    public long Bytes { get; }

    private static byte[] Allocate(int bytes) => GC.AllocateArray<byte>(bytes, pinned: true);

    private static byte* Start(byte[] bytes) => (byte*)(((nint)Unsafe.AsPointer(ref bytes[0]) + Alignment - 1) & -Alignment);

    /// <summary>An array that is being filled. One object, so that a thread that is aborted (a cell of a notebook) leaves nothing that does not belong together.</summary>
    private sealed class Shared
    {
        public byte[] Bytes { get; } = Allocate(SharedBytes + Alignment);

        /// <summary>The bytes at its end that are free.</summary>
        public int Left { get; set; } = SharedBytes;
    }
}
