using System.Runtime.InteropServices;
using Backprop.Tensors;

namespace Backprop.Tests.Kernels;

/// <summary>
/// Memory between two pages that nobody may touch: a kernel that reads or writes beyond what its contract allows ends the test program, and the runtime prints
/// the methods that were running. What lies between the pages and does not belong to the buffer holds a pattern, so that writes there are found as well.
/// </summary>
/// <remarks>The contract of <see cref="Storage"/>: nothing before the first byte, 64 bytes beyond the last may be read, none may be written.</remarks>
internal sealed unsafe partial class GuardedMemory : IDisposable
{
    /// <summary>All bits set: NaN, −1, and no truth value. What is read from there shows in a result.</summary>
    public const byte ToRead = 0xFF;

    /// <summary>What results are written over.</summary>
    public const byte ToWrite = 0xA5;

    private static readonly int s_page = Environment.SystemPageSize;

    private readonly byte _pattern;
    private readonly byte* _all;
    private readonly nint _length;
    private byte* _buffer;
    private long _bytes;

    /// <param name="capacity">The bytes of the largest buffer.</param>
    /// <param name="pattern">What fills the rest.</param>
    public GuardedMemory(long capacity, byte pattern)
    {
        _pattern = pattern;
        _length = (nint)((capacity + Storage.Alignment + s_page - 1) / s_page * s_page);
        _all = Reserve(_length + 2 * s_page);
        Forbid(_all, s_page);
        Forbid(_all + s_page + _length, s_page);
    }

    /// <summary>Whether this system's calls are known here.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux() || OperatingSystem.IsMacOS() || OperatingSystem.IsWindows();

    private Span<byte> Usable => new(_all + s_page, checked((int)_length));

    /// <summary>A buffer that begins where the forbidden page ends.</summary>
    public byte* AtStart(long bytes) => Take(_all + s_page, bytes);

    /// <summary>A buffer behind whose last byte only as many may be read as a tensor promises; its first byte is aligned to nothing but its numbers.</summary>
    public byte* AtEnd(long bytes) => Take(_all + s_page + _length - Storage.Alignment - bytes, bytes);

    /// <summary>The same numbers in a tensor here.</summary>
    public Tensor Hold(Tensor values, bool atEnd)
    {
        Tensor held = Empty(values.Type, atEnd);
        values.CopyTo(held);
        return held;
    }

    /// <summary>A tensor here, full of the pattern.</summary>
    public Tensor Empty(TensorType type, bool atEnd)
    {
        var tensor = new Tensor(type.DType, type.Shape);
        tensor.MoveTo(tensor.Storage, atEnd ? AtEnd(type.Bytes) : AtStart(type.Bytes));
        return tensor;
    }

    /// <summary>Fails if anything around the buffer was written.</summary>
    public void AssertRestIsUntouched(string what)
    {
        (int begin, int end) = Neighbourhood();
        int first = (int)(_buffer - _all - s_page), last = (int)(first + _bytes);
        int before = Usable[begin..first].IndexOfAnyExcept(_pattern), behind = Usable[last..end].IndexOfAnyExcept(_pattern);
        Assert.True(before < 0, $"{what} wrote {first - begin - before} bytes before the first byte of a buffer.");
        Assert.True(behind < 0, $"{what} wrote {behind + 1} bytes beyond the last byte of a buffer.");
    }

    public void Dispose() => Release(_all, _length + 2 * s_page);

    private byte* Take(byte* buffer, long bytes)
    {
        if (bytes + Storage.Alignment > _length) throw new ArgumentOutOfRangeException(nameof(bytes));
        _buffer = buffer;
        _bytes = bytes;
        (int begin, int end) = Neighbourhood();
        Usable[begin..end].Fill(_pattern);
        return buffer;
    }

    /// <summary>The buffer and a page on either side, as far as there is one.</summary>
    private (int Begin, int End) Neighbourhood()
    {
        long first = _buffer - _all - s_page;
        return ((int)Math.Max(0, first - s_page), (int)Math.Min(_length, first + _bytes + s_page));
    }

    private static byte* Reserve(nint length)
    {
        if (OperatingSystem.IsWindows()) return VirtualAlloc(null, length, 0x3000 /* reserve, commit */, 0x04 /* read, write */);
        byte* memory = Map(null, length, 3 /* read, write */, OperatingSystem.IsMacOS() ? 0x1002 : 0x22 /* private, anonymous */, -1, 0);
        return (nint)memory == -1 ? throw new InsufficientMemoryException() : memory;
    }

    private static void Forbid(byte* page, nint length) =>
        Assert.True(OperatingSystem.IsWindows() ? VirtualProtect(page, length, 0x01 /* no access */, out _) : Protect(page, length, 0) == 0);

    private static void Release(byte* memory, nint length) =>
        Assert.True(OperatingSystem.IsWindows() ? VirtualFree(memory, 0, 0x8000 /* release */) : Unmap(memory, length) == 0);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial byte* Map(void* address, nint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(void* address, nint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(void* address, nint length);

    [LibraryImport("kernel32")]
    private static partial byte* VirtualAlloc(void* address, nint length, uint kind, uint protection);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool VirtualProtect(void* address, nint length, uint protection, out uint before);

    [LibraryImport("kernel32")]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool VirtualFree(void* address, nint length, uint kind);
}
