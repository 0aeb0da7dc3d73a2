using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Backprop.Kernels;

/// <summary>
/// Reductions of the middle axis of (outer, length, inner) with inner above 1: the sum for the gradient of a bias is one. Rows are combined into a row
/// of results, eight at a time, so that memory is read as it lies and the results stay in the nearest cache. Blocks of rows are reduced apart, by several
/// threads, and then combined in order.
/// </summary>
internal static unsafe class ColumnReductions
{
    /// <summary>Rows that are added to the results in one go: as many streams as processors follow with ease.</summary>
    private const int Together = 8;

    /// <summary>Blocks that a matrix is cut into, at most.</summary>
    private const int MostBlocks = 64;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<T, TReduction>(T* input, T* output, int outer, int length, int inner)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        // A block has as many rows as one thread should take, but not so few that the partial results weigh, and a whole number of goes.
        int rows = Math.Max(Reductions.Chunk / inner, (length + MostBlocks - 1) / MostBlocks);
        rows = (Math.Max(rows, 2 * Together) + Together - 1) / Together * Together;
        int blocks = Math.Max(1, (length + rows - 1) / rows), lanes = Vector512<T>.Count;
        long width = ((long)inner + lanes - 1) / lanes * lanes;
        // Several short matrices are one chunk.
        int step = (int)Math.Clamp(Reductions.Chunk / (long)length * inner, 1, outer);
        var work = new Work<T> { Input = input, Output = output, Outer = outer, Length = length, Inner = inner, Rows = rows, Step = step, Width = width };
        if (blocks == 1)
        {
            Workers.Run((outer + step - 1) / step, &RunMatrices<T, TReduction>, &work);
            return;
        }

        T* parts = work.Parts = (T*)Scratch.ForThisThread(width * sizeof(T) * blocks);
        for (int o = 0; o < outer; o++)
        {
            Workers.Run(blocks, &RunBlock<T, TReduction>, &work);
            for (int block = 1; block < blocks; block++)
            {
                for (int i = 0; i < width; i += lanes) TReduction.Combine(Vector512.Load(parts + i), Vector512.Load(parts + block * width + i)).Store(parts + i);
            }

            new ReadOnlySpan<T>(parts, inner).CopyTo(new Span<T>(work.Output, inner));
            work.Input += (long)length * inner;
            work.Output += inner;
        }
    }

    private static void RunMatrices<T, TReduction>(void* state, int chunk)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        var work = (Work<T>*)state;
        int end = Math.Min(work->Outer, (chunk + 1) * work->Step);
        // Rows that do not end with a whole vector are added up elsewhere: nothing may be written behind them.
        T* part = work->Inner == work->Width ? null : (T*)Scratch.ForThisThread(work->Width * sizeof(T));
        for (int o = chunk * work->Step; o < end; o++)
        {
            T* output = work->Output + (long)o * work->Inner;
            T* result = part is null ? output : part;
            Block<T, TReduction>(work->Input + (long)o * work->Length * work->Inner, result, work->Length, work->Inner);
            if (result != output) new ReadOnlySpan<T>(result, work->Inner).CopyTo(new Span<T>(output, work->Inner));
        }
    }

    private static void RunBlock<T, TReduction>(void* state, int block)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        var work = (Work<T>*)state;
        int first = block * work->Rows;
        Block<T, TReduction>(work->Input + (long)first * work->Inner, work->Parts + block * work->Width, Math.Min(work->Rows, work->Length - first), work->Inner);
    }

    /// <summary>
    /// Some rows, in order, into a row of results that is as long as whole vectors. The last vector of a row may reach into the next row, or into the
    /// bytes that may be read beyond every tensor; what comes of that is not used.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Block<T, TReduction>(T* x, T* result, int rows, int inner)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        int r = 0;
        Vector512<T> neutral = Vector512.Create(TReduction.Neutral<T>());
        for (; r + Together <= rows; r += Together, x += (long)Together * inner)
        {
            T* x4 = x + 4L * inner;
            for (nint i = 0; i < inner; i += Vector512<T>.Count)
            {
                Vector512<T> total = r == 0 ? neutral : Vector512.Load(result + i);
                total = TReduction.Combine(total, Vector512.Load(x + i));
                total = TReduction.Combine(total, Vector512.Load(x + inner + i));
                total = TReduction.Combine(total, Vector512.Load(x + 2 * (nint)inner + i));
                total = TReduction.Combine(total, Vector512.Load(x + 3 * (nint)inner + i));
                total = TReduction.Combine(total, Vector512.Load(x4 + i));
                total = TReduction.Combine(total, Vector512.Load(x4 + inner + i));
                total = TReduction.Combine(total, Vector512.Load(x4 + 2 * (nint)inner + i));
                total = TReduction.Combine(total, Vector512.Load(x4 + 3 * (nint)inner + i));
                total.Store(result + i);
            }
        }

        for (; r < rows; r++, x += inner)
        {
            for (nint i = 0; i < inner; i += Vector512<T>.Count) TReduction.Combine(r == 0 ? neutral : Vector512.Load(result + i), Vector512.Load(x + i)).Store(result + i);
        }
    }

    private struct Work<T> where T : unmanaged
    {
        public T* Input, Output, Parts;
        public int Outer, Length, Inner, Rows, Step;
        public long Width;
    }
}
