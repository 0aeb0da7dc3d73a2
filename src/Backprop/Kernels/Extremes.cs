using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Backprop.Tensors;

namespace Backprop.Kernels;

/// <summary>The larger of two numbers; NaN if one is.</summary>
internal readonly struct MaxReduction : IReduction
{
    // −∞, or the smallest integer.
    public static T Neutral<T>() where T : unmanaged, INumber<T> => T.CreateSaturating(double.NegativeInfinity);

    public static T Empty<T>() where T : unmanaged, INumber<T> => Neutral<T>();

    public static T Combine<T>(T a, T b) where T : unmanaged, INumber<T> => T.Max(a, b);

    public static Vector512<T> Combine<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T> => Vector512.Max(a, b);
}

/// <summary>The smaller of two numbers; NaN if one is.</summary>
internal readonly struct MinReduction : IReduction
{
    // +∞, or the largest integer.
    public static T Neutral<T>() where T : unmanaged, INumber<T> => T.CreateSaturating(double.PositiveInfinity);

    public static T Empty<T>() where T : unmanaged, INumber<T> => Neutral<T>();

    public static T Combine<T>(T a, T b) where T : unmanaged, INumber<T> => T.Min(a, b);

    public static Vector512<T> Combine<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T> => Vector512.Min(a, b);
}

/// <summary>Where the largest or the smallest element of the middle axis of (outer, length, inner) stands: the first of equal ones, the first NaN if there is one.</summary>
internal static unsafe class Extremes
{
    public static void Run<TReduction>(Tensor input, Tensor output, int outer, int length, int inner) where TReduction : IReduction
    {
        int* indices = (int*)output.Pointer;
        switch (input.DType)
        {
            case DType.Float32: Run<float, TReduction>((float*)input.Pointer, indices, outer, length, inner); break;
            case DType.Float64: Run<double, TReduction>((double*)input.Pointer, indices, outer, length, inner); break;
            case DType.Int32: Run<int, TReduction>((int*)input.Pointer, indices, outer, length, inner); break;
            case DType.Int64: Run<long, TReduction>((long*)input.Pointer, indices, outer, length, inner); break;
            default: throw new NotSupportedException("Truth values are compared after a conversion to numbers.");
        }
    }

    private static void Run<T, TReduction>(T* input, int* output, int outer, int length, int inner)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        for (int o = 0; o < outer; o++, input += (long)length * inner, output += inner)
        {
            if (inner == 1) *output = length < 2 * Vector512<T>.Count ? Column<T, TReduction>(input, length, 1) : Row<T, TReduction>(input, length);
            else for (int i = 0; i < inner; i++) output[i] = Column<T, TReduction>(input + i, length, inner);
        }
    }

    /// <summary>The plain version: one element after the other, each a stride behind the one before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Column<T, TReduction>(T* x, int length, int stride)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        int index = 0;
        T best = x[0];
        for (int i = 1; i < length && !T.IsNaN(best); i++)
        {
            T next = x[(long)i * stride];
            T winner = TReduction.Combine(best, next);
            // Equal to the best so far: the first stays. NaN equals nothing, is taken, and ends the loop.
            if (winner == best) continue;
            (index, best) = (i, next);
        }

        return index;
    }

    /// <summary>Elements that lie side by side: the extreme first, then where it stands, both a vector at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Row<T, TReduction>(T* x, int length)
        where T : unmanaged, INumber<T>
        where TReduction : IReduction
    {
        T best = Reductions.Row<T, TReduction>(x, length);
        bool isNaN = T.IsNaN(best);
        int i = 0;
        for (; i + Vector512<T>.Count <= length; i += Vector512<T>.Count)
        {
            Vector512<T> part = Vector512.Load(x + i);
            Vector512<T> found = isNaN ? ~Vector512.Equals(part, part) : Vector512.Equals(part, Vector512.Create(best));
            ulong lanes = found.ExtractMostSignificantBits();
            if (lanes != 0) return i + BitOperations.TrailingZeroCount(lanes);
        }

        while (isNaN ? !T.IsNaN(x[i]) : x[i] != best) i++;
        return i;
    }
}
