using System.Numerics;
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
/// </summary>
internal static unsafe class Reductions
{
    private const int Block = 1024;

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

    private static void Run<T, TReduction>(T* input, T* output, int outer, int length, int inner)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        if (length == 0)
        {
            new Span<T>(output, outer * inner).Fill(TReduction.Empty<T>());
            return;
        }

        for (int o = 0; o < outer; o++)
        {
            T* from = input + (long)o * length * inner;
            T* to = output + (long)o * inner;
            if (inner == 1) *to = Row<T, TReduction>(from, length);
            else Columns<T, TReduction>(from, to, length, inner);
        }
    }

    /// <summary>One row of numbers that lie side by side.</summary>
    public static T Row<T, TReduction>(T* x, int length)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        if (length <= Block) return RowBlock<T, TReduction>(x, length);
        // Halves at a multiple of the block, so that the tree depends on the length alone.
        int half = (length / 2 + Block - 1) / Block * Block;
        return TReduction.Combine(Row<T, TReduction>(x, half), Row<T, TReduction>(x + half, length - half));
    }

    private static T RowBlock<T, TReduction>(T* x, int length)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        int lanes = Vector512<T>.Count;
        T result = TReduction.Neutral<T>();
        int i = 0;
        if (length >= lanes)
        {
            Vector512<T> a = Vector512.Create(result), b = a;
            for (; i + 2 * lanes <= length; i += 2 * lanes)
            {
                a = TReduction.Combine(a, Vector512.Load(x + i));
                b = TReduction.Combine(b, Vector512.Load(x + i + lanes));
            }

            a = TReduction.Combine(a, b);
            if (i + lanes <= length)
            {
                a = TReduction.Combine(a, Vector512.Load(x + i));
                i += lanes;
            }

            for (int lane = 0; lane < lanes; lane++) result = TReduction.Combine(result, a[lane]);
        }

        for (; i < length; i++) result = TReduction.Combine(result, x[i]);
        return result;
    }

    /// <summary>Every column of a matrix at once: row after row into a row of results, in blocks of rows.</summary>
    private static void Columns<T, TReduction>(T* x, T* result, int length, int inner)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        int lanes = Vector512<T>.Count;
        int column = 0;
        for (; column + lanes <= inner; column += lanes)
        {
            Vector512<T> total = Vector512.Create(TReduction.Neutral<T>());
            for (int start = 0; start < length; start += Block)
            {
                Vector512<T> part = Vector512.Create(TReduction.Neutral<T>());
                T* row = x + (long)start * inner + column;
                for (int r = Math.Min(Block, length - start); r > 0; r--, row += inner) part = TReduction.Combine(part, Vector512.Load(row));
                total = TReduction.Combine(total, part);
            }

            total.Store(result + column);
        }

        for (; column < inner; column++)
        {
            T total = TReduction.Neutral<T>();
            for (int start = 0; start < length; start += Block)
            {
                T part = TReduction.Neutral<T>();
                T* row = x + (long)start * inner + column;
                for (int r = Math.Min(Block, length - start); r > 0; r--, row += inner) part = TReduction.Combine(part, *row);
                total = TReduction.Combine(total, part);
            }

            result[column] = total;
        }
    }
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
