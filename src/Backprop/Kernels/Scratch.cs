using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>Working memory of the thread that asks: kept from call to call, grown when needed, so that kernels allocate nothing while they run.</summary>
internal static unsafe class Scratch
{
    [ThreadStatic]
    private static Storage? t_memory;

    [ThreadStatic]
    private static Storage? t_shared;

    [ThreadStatic]
    private static Storage? t_rows;

    /// <summary>At least this many bytes, aligned to 64. They stay valid until the same thread asks again; a kernel asks once.</summary>
    public static byte* ForThisThread(long bytes) => AtLeast(ref t_memory, bytes);

    /// <summary>The same for what the tasks of a kernel share: asked for by the thread that hands out the tasks, which may be one that computes them, too.</summary>
    public static byte* ForTasks(long bytes) => AtLeast(ref t_shared, bytes);

    private static byte* AtLeast(ref Storage? memory, long bytes)
    {
        if (memory is null || memory.Bytes < bytes) memory = new Storage(Math.Max(bytes, 1 << 16));
        return memory.Pointer;
    }

    /// <summary>Another piece of at least so many bytes, for a <see cref="RowProgram"/>, whose kernels may ask for the first.</summary>
    public static Storage OfRowsForThisThread(long bytes)
    {
        AtLeast(ref t_rows, bytes);
        return t_rows!;
    }
}
