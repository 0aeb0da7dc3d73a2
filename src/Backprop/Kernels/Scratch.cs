using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>Working memory of the thread that asks: kept from call to call, grown when needed, so that kernels allocate nothing while they run.</summary>
internal static unsafe class Scratch
{
    [ThreadStatic]
    private static Storage? t_memory;

    /// <summary>At least this many bytes, aligned to 64. They stay valid until the same thread asks again; a kernel asks once.</summary>
    public static byte* ForThisThread(long bytes)
    {
        Storage? memory = t_memory;
        if (memory is null || memory.Bytes < bytes) t_memory = memory = new Storage(Math.Max(bytes, 1 << 16));
        return memory.Pointer;
    }
}
