using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>A way to combine numbers: associative up to rounding, with a neutral element.</summary>
internal interface IReduction
{
    static abstract T Neutral<T>() where T : unmanaged, INumber<T>;

    /// <summary>The result where there is nothing to combine.</summary>
    static abstract T Empty<T>() where T : unmanaged, INumber<T>;

    static abstract T Combine<T>(T a, T b) where T : unmanaged, INumber<T>;

    static abstract Vector512<T> Combine<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T>;
}

/// <summary>
/// Reductions of the middle axis of (outer, length, inner). The order in which numbers are combined depends on the lengths alone.
/// Long sums are added in blocks of <see cref="Block"/> elements, and the blocks in pairs, so that rounding grows with the logarithm of the length.
/// Threads share the rows; a single long row is shared by the branches of that tree, a single matrix of columns by blocks of rows (<see cref="ColumnReductions"/>).
/// </summary>
internal static unsafe class Reductions
{
    internal const int Block = 1024;

    /// <summary>Elements that one thread takes at a time.</summary>
    internal const int Chunk = 32768;

    /// <summary>How often one row is halved, at most, so that threads can share it.</summary>
    private const int Halvings = 6;

    public static void Run<TReduction>(Tensor input, Tensor output, int outer, int length, int inner) where TReduction : IReduction
    {
        switch (input.DType)
        {
            case DType.Float32: Run<float, TReduction>((float*)input.Pointer, (float*)output.Pointer, outer, length, inner); break;
            case DType.Float64: Run<double, TReduction>((double*)input.Pointer, (double*)output.Pointer, outer, length, inner); break;
            case DType.Int32: Run<int, TReduction>((int*)input.Pointer, (int*)output.Pointer, outer, length, inner); break;
            case DType.Int64: Run<long, TReduction>((long*)input.Pointer, (long*)output.Pointer, outer, length, inner); break;
            default: throw new NotSupportedException("Truth values are counted after a conversion to numbers.");
        }
    }

    /// <summary>The plain version: one element after the other.</summary>
    public static void Plain<T, TReduction>(T* input, T* output, int outer, int length, int inner)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                T result = length == 0 ? TReduction.Empty<T>() : TReduction.Neutral<T>();
                for (int r = 0; r < length; r++) result = TReduction.Combine(result, input[((long)o * length + r) * inner + i]);
                output[(long)o * inner + i] = result;
            }
        }
    }

    public static void Run<T, TReduction>(T* input, T* output, int outer, int length, int inner)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        if (outer == 0 || inner == 0) return;
        if (length == 0)
        {
            new Span<T>(output, outer * inner).Fill(TReduction.Empty<T>());
            return;
        }

        if (inner != 1)
        {
            ColumnReductions.Run<T, TReduction>(input, output, outer, length, inner);
            return;
        }

        if ((long)outer * length <= Chunk)
        {
            for (int o = 0; o < outer; o++, input += length) output[o] = Row<T, TReduction>(input, length);
            return;
        }

        if (length > Chunk)
        {
            for (int o = 0; o < outer; o++, input += length) output[o] = LongRow<T, TReduction>(input, length);
            return;
        }

        var work = new RowWork<T>(input, output, outer, length, Chunk / length);
        Workers.Run((outer + work.Step - 1) / work.Step, &RunRows<T, TReduction>, &work);
    }

    /// <summary>One row of numbers that lie side by side.</summary>
    public static T Row<T, TReduction>(T* x, int length)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        if (length <= Block) return RowBlock<T, TReduction>(x, length);
        int half = Half(length);
        return TReduction.Combine(Row<T, TReduction>(x, half), Row<T, TReduction>(x + half, length - half));
    }

    /// <summary>Halves at a multiple of the block, so that the tree depends on the length alone.</summary>
    internal static int Half(int length) => (length / 2 + Block - 1) / Block * Block;

    private static void RunRows<T, TReduction>(void* state, int chunk)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        var work = (RowWork<T>*)state;
        int end = Math.Min(work->Outer, (chunk + 1) * work->Step);
        for (int o = chunk * work->Step; o < end; o++) work->Output[o] = Row<T, TReduction>(work->Input + (long)o * work->Length, work->Length);
    }

    /// <summary>A row that threads share: the upper branches of the same tree as in <see cref="Row"/> are computed apart.</summary>
    private static T LongRow<T, TReduction>(T* x, int length)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        Branch<T>* branches = stackalloc Branch<T>[1 << Halvings];
        int count = 0;
        Cut(x, length, Halvings, branches, ref count);
        Workers.Run(count, &RunBranch<T, TReduction>, branches);
        return Join<T, TReduction>(length, Halvings, ref branches);
    }

    private static void Cut<T>(T* x, int length, int halvings, Branch<T>* branches, ref int count) where T : unmanaged
    {
        if (length <= Chunk || halvings == 0)
        {
            branches[count++] = new Branch<T> { X = x, Length = length };
            return;
        }

        int half = Half(length);
        Cut(x, half, halvings - 1, branches, ref count);
        Cut(x + half, length - half, halvings - 1, branches, ref count);
    }

    private static T Join<T, TReduction>(int length, int halvings, ref Branch<T>* branches)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        if (length <= Chunk || halvings == 0) return branches++->Result;
        int half = Half(length);
        T first = Join<T, TReduction>(half, halvings - 1, ref branches);
        return TReduction.Combine(first, Join<T, TReduction>(length - half, halvings - 1, ref branches));
    }

    private static void RunBranch<T, TReduction>(void* state, int chunk)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        Branch<T>* branch = (Branch<T>*)state + chunk;
        branch->Result = Row<T, TReduction>(branch->X, branch->Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T RowBlock<T, TReduction>(T* x, int length)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        int lanes = Vector512<T>.Count;
        T result = TReduction.Neutral<T>();
        int i = 0;
        if (length >= lanes)
        {
            // Four chains, because an addition takes three or four cycles and a new one may begin in each.
            Vector512<T> a = Vector512.Create(result), b = a, c = a, d = a;
            for (; i + 4 * lanes <= length; i += 4 * lanes)
            {
                a = TReduction.Combine(a, Vector512.Load(x + i));
                b = TReduction.Combine(b, Vector512.Load(x + i + lanes));
                c = TReduction.Combine(c, Vector512.Load(x + i + 2 * lanes));
                d = TReduction.Combine(d, Vector512.Load(x + i + 3 * lanes));
            }

            for (; i + lanes <= length; i += lanes) a = TReduction.Combine(a, Vector512.Load(x + i));
            result = Lanes.Combine<T, TReduction>(TReduction.Combine(TReduction.Combine(a, b), TReduction.Combine(c, d)));
        }

        for (; i < length; i++) result = TReduction.Combine(result, x[i]);
        return result;
    }

    private readonly struct RowWork<T>(T* input, T* output, int outer, int length, int step) where T : unmanaged
    {
        public readonly T* Input = input, Output = output;
        public readonly int Outer = outer, Length = length, Step = step;
    }

    private struct Branch<T> where T : unmanaged
    {
        public T* X;
        public int Length;
        public T Result;
    }
}

/// <summary>A reduction with its memory resolved.</summary>
internal sealed class ReductionKernel<TReduction>(Tensor input, Tensor output, int outer, int length, int inner) : Kernel
    where TReduction : IReduction
{
    public override void Run() => Reductions.Run<TReduction>(input, output, outer, length, inner);
}

/// <summary>Addition.</summary>
internal readonly struct SumReduction : IReduction
{
    /// <summary>-0, so that the sum of one number is that number to the bit: 0 + -0 would be 0.</summary>
    public static T Neutral<T>() where T : unmanaged, INumber<T> => -T.Zero;

    public static T Empty<T>() where T : unmanaged, INumber<T> => T.Zero;

    public static T Combine<T>(T a, T b) where T : unmanaged, INumber<T> => a + b;

    public static Vector512<T> Combine<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T> => a + b;
}
