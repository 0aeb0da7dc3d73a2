using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Backprop.Kernels;

/// <summary>Copies of parts of a matrix, arranged for the inner loop of the product.</summary>
internal static unsafe class Strip
{
    private const int RowsAhead = 16;

    /// <summary>
    /// Writes depth groups of <paramref name="width"/> numbers: group p begins with the numbers (p, 0 … across − 1); what else is in it has no meaning.
    /// The source has either a group in each row, or a group in each column. It may be read 15 bytes beyond its end.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy<T>(T* to, int width, T* from, int stride, int across, int depth, bool acrossIsContiguous) where T : unmanaged
    {
        if (!acrossIsContiguous)
        {
            TileTranspose.Run(from, stride, to, width, depth, across);
            return;
        }

        int bytes = (across * sizeof(T) + Vector128<byte>.Count - 1) / Vector128<byte>.Count * Vector128<byte>.Count;
        if (bytes <= width * sizeof(T))
        {
            CopyGroups((byte*)to, width * sizeof(T), (byte*)from, (nint)stride * sizeof(T), bytes, depth);
            return;
        }

        CopyPairs((byte*)to, width * sizeof(T), (byte*)from, (nint)stride * sizeof(T), across * sizeof(T), depth);
    }

    /// <summary>Groups of more than one vector of 16 bytes and less than two, where two would reach beyond the group: the second begins in the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyPairs(byte* to, nint step, byte* from, nint stride, int bytes, int depth)
    {
        int second = bytes - Vector128<byte>.Count;
        for (int p = 0; p < depth; p++, to += step, from += stride)
        {
            if (Sse.IsSupported) Sse.Prefetch0(from + RowsAhead * stride);
            Vector128<byte> first = Vector128.Load(from), last = Vector128.Load(from + second);
            first.Store(to);
            last.Store(to + second);
        }
    }

    /// <summary>Groups as whole vectors of 16 bytes. The rows lie so far apart that the processor does not foresee them: they are asked for some time before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyGroups(byte* to, nint step, byte* from, nint stride, int bytes, int depth)
    {
        for (int p = 0; p < depth; p++, to += step, from += stride)
        {
            if (Sse.IsSupported) for (int i = 0; i < bytes; i += Vector512<byte>.Count) Sse.Prefetch0(from + RowsAhead * stride + i);
            int done = 0;
            for (; done + Vector512<byte>.Count <= bytes; done += Vector512<byte>.Count) Vector512.Load(from + done).Store(to + done);
            for (; done < bytes; done += Vector128<byte>.Count) Vector128.Load(from + done).Store(to + done);
        }
    }
}
