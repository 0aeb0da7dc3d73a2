using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>
/// Several kernels that treat every row alike, run on one small block of rows after the other: layer normalisation, which reads its input for the mean,
/// for the variance and for the result, fetches it from memory once. Each kernel is bound to tensors of a block's shape, which are moved from block to block;
/// values that only these kernels read lie in working memory of the thread and never leave the nearest cache.
/// A kernel computes a row the same way wherever it lies, so the bits are those of the kernels run one by one on all rows.
/// </summary>
/// <param name="rows">The number of rows.</param>
/// <param name="blockRows">The rows of a block.</param>
/// <param name="scratchBytes">The working memory of a block.</param>
/// <param name="chunks">The kernels for whole blocks, bound once for each part of the rows that a thread may take.</param>
/// <param name="rest">The kernels for the rows left over, or null.</param>
internal sealed unsafe class RowProgram(int rows, int blockRows, long scratchBytes, RowBlock[] chunks, RowBlock? rest) : Kernel
{
    public override void Run()
    {
        // The workers see this program through its slot on this stack, which lives until they are done.
        RowProgram self = this;
        Workers.Run(chunks.Length, &RunChunk, Unsafe.AsPointer(ref self));
    }

    private static void RunChunk(void* state, int chunk) => Unsafe.AsRef<RowProgram>(state).RunChunk(chunk);

    private void RunChunk(int chunk)
    {
        Storage scratch = Scratch.OfRowsForThisThread(scratchBytes);
        long blocks = rows / blockRows;
        long row = blocks * chunk / chunks.Length * blockRows, end = blocks * (chunk + 1) / chunks.Length * blockRows;
        chunks[chunk].Begin(scratch);
        for (; row < end; row += blockRows) chunks[chunk].Run(row, row + blockRows < end ? blockRows : 0);
        if (chunk != chunks.Length - 1 || rest is null) return;
        rest.Begin(scratch);
        rest.Run(blocks * blockRows, 0);
    }
}

/// <summary>Kernels bound to tensors of one block of rows.</summary>
internal sealed unsafe class RowBlock(Kernel[] kernels, RowTensor[] tensors)
{
    /// <summary>Puts values in between into the working memory, and what is the same for all rows where it lies now.</summary>
    public void Begin(Storage scratch)
    {
        foreach (ref readonly RowTensor tensor in tensors.AsSpan())
        {
            if (tensor.Source is null) tensor.View.MoveTo(scratch, scratch.Pointer + tensor.Offset);
            else if (tensor.RowBytes == 0) tensor.View.MoveTo(tensor.Source.Storage, tensor.Source.Pointer);
        }
    }

    /// <summary>Runs the kernels on the rows that begin at a position, and fetches as many of the following as are named.</summary>
    public void Run(long row, int next)
    {
        foreach (ref readonly RowTensor tensor in tensors.AsSpan())
        {
            if (tensor.RowBytes != 0) tensor.View.MoveTo(tensor.Source!.Storage, tensor.Source.Pointer + row * tensor.RowBytes);
        }

        for (int i = 0; i < kernels.Length; i++)
        {
            if (next > 0) Fetch(i, next);
            kernels[i].Run();
        }
    }

    /// <summary>Fetches a part of the next block, one before each kernel, so that memory works while the processor does.</summary>
    private void Fetch(int part, int next)
    {
        if (!Sse.IsSupported) return;
        foreach (ref readonly RowTensor tensor in tensors.AsSpan())
        {
            if (!tensor.IsFetched) continue;
            long bytes = tensor.RowBytes * next, end = bytes * (part + 1) / kernels.Length;
            byte* from = tensor.View.Pointer + bytes;
            for (long at = bytes * part / kernels.Length; at < end; at += 64) Sse.Prefetch1(from + at);
        }
    }
}

/// <summary>A tensor of one block.</summary>
/// <param name="View">The tensor that kernels are bound to.</param>
/// <param name="Source">The tensor of all rows; null for a value in the working memory.</param>
/// <param name="RowBytes">The bytes of a row of the source; 0 where it is the same for all rows.</param>
/// <param name="Offset">The place in the working memory.</param>
/// <param name="IsFetched">Whether the next rows should be fetched ahead.</param>
internal readonly record struct RowTensor(Tensor View, Tensor? Source, long RowBytes, long Offset, bool IsFetched);

/// <summary>Writes what was computed in working memory to where it stays, past the caches if it can.</summary>
internal sealed unsafe class StreamingCopy(Tensor from, Tensor to) : Kernel
{
    public override void Run() => Streaming.Copy(from.Pointer, to.Pointer, checked((nint)from.Size * from.DType.Bytes));
}
