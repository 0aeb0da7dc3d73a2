using System.Numerics;
using Backprop.Explanations;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Tests.Kernels;

/// <summary>
/// Reductions, the places of extremes, and softmax against their plain versions: every small length, lengths around vectors and blocks, every small distance between
/// the numbers of a row, between guards, with NaN, infinities, zeros of both signs and subnormal numbers.
/// </summary>
public sealed unsafe class GuardedReductionTests
{
    private static readonly int[] s_lengths = [.. Enumerable.Range(1, 36), 47, 48, 49, 63, 64, 65, 127, 128, 129, 257, 1023, 1024, 1025, 2049];

    private static readonly double[] s_special = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1e-40, -1e-40, 5e-324, -2, 3];

    public static TheoryData<DType> Types => [DType.Float32, DType.Float64, DType.Int32, DType.Int64];

    public static TheoryData<int> Inner => [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33];

    [Theory]
    [MemberData(nameof(Types))]
    public void Reductions_equal_the_plain_version(DType type)
    {
        foreach (int inner in Inner.Select(row => row.Data))
        {
            foreach (int length in s_lengths.Where(length => inner == 1 || length <= 129))
            {
                Tensor whole = Whole(type, [2, length, inner]);
                Reduce<SumReduction>(whole, inner);
                Reduce<MaxReduction>(whole, inner);
                Reduce<MinReduction>(whole, inner);
                if (length > 40) continue;
                Reduce<ProductReduction>(Signs(type, [2, length, inner]), inner);
                if (type.IsFloat) foreach (Tensor special in Special(type, length, inner)) ReduceAll(special, inner);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Places_of_extremes_equal_the_plain_version(DType type)
    {
        foreach (int inner in new[] { 1, 2, 17 })
        {
            foreach (int length in s_lengths)
            {
                foreach (Tensor x in (Tensor[])[Whole(type, [2, length, inner]), .. type.IsFloat && length <= 40 ? Special(type, length, inner) : []])
                {
                    Locate<MaxReduction>(x, length, inner);
                    Locate<MinReduction>(x, length, inner);
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Inner))]
    public void Softmax_equals_the_plain_version(int inner)
    {
        foreach (int length in s_lengths.Where(length => length <= (inner == 1 ? 1025 : 20)))
        {
            foreach (bool logarithm in new[] { false, true })
            {
                foreach (DType type in new[] { DType.Float32, DType.Float64 })
                {
                    foreach (Tensor x in (Tensor[])[Whole(type, [2, length, inner]), .. length <= (inner == 1 ? 40 : 9) ? Special(type, length, inner) : []])
                    {
                        if (type == DType.Float32) Soften<float>(x, length, inner, logarithm);
                        else Soften<double>(x, length, inner, logarithm);
                    }
                }
            }
        }
    }

    private static void ReduceAll(Tensor x, int inner)
    {
        Reduce<SumReduction>(x, inner);
        Reduce<MaxReduction>(x, inner);
        Reduce<MinReduction>(x, inner);
    }

    private static void Reduce<TReduction>(Tensor x, int inner) where TReduction : IReduction
    {
        (int outer, int length) = (x.Shape[0], x.Shape[1]);
        var type = new TensorType(x.DType, [outer, inner]);
        var plain = new Tensor(x.DType, type.Shape);
        switch (x.DType)
        {
            case DType.Float32: Reductions.Plain<float, TReduction>((float*)x.Pointer, (float*)plain.Pointer, outer, length, inner); break;
            case DType.Float64: Reductions.Plain<double, TReduction>((double*)x.Pointer, (double*)plain.Pointer, outer, length, inner); break;
            case DType.Int32: Reductions.Plain<int, TReduction>((int*)x.Pointer, (int*)plain.Pointer, outer, length, inner); break;
            default: Reductions.Plain<long, TReduction>((long*)x.Pointer, (long*)plain.Pointer, outer, length, inner); break;
        }

        string what = $"{typeof(TReduction).Name} of {x.Type}";
        Guarded(x, type, what, (input, output) => Reductions.Run<TReduction>(input, output, outer, length, inner), fast => AssertEqual(plain, fast, what));
    }

    private static void Locate<TReduction>(Tensor x, int length, int inner) where TReduction : IReduction
    {
        int outer = x.Shape[0];
        var plain = new Tensor(DType.Int32, [outer, inner]);
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < inner; i++)
            {
                long at = (long)o * length * inner + i;
                plain.AsWritableSpan<int>()[o * inner + i] = x.DType switch
                {
                    DType.Float32 => Extremes.Column<float, TReduction>((float*)x.Pointer + at, length, inner),
                    DType.Float64 => Extremes.Column<double, TReduction>((double*)x.Pointer + at, length, inner),
                    DType.Int32 => Extremes.Column<int, TReduction>((int*)x.Pointer + at, length, inner),
                    _ => Extremes.Column<long, TReduction>((long*)x.Pointer + at, length, inner),
                };
            }
        }

        string what = $"the place of {typeof(TReduction).Name} of {x.Type}";
        Guarded(x, plain.Type, what, (input, output) => Extremes.Run<TReduction>(input, output, outer, length, inner), fast => AssertEqual(plain, fast, what));
    }

    private static void Soften<T>(Tensor x, int length, int inner, bool logarithm) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        T[] numbers = x.ToArray<T>();
        string what = $"{(logarithm ? "log-softmax" : "softmax")} of {x.Type}";
        Guarded(x, x.Type, what, (input, output) => new SoftmaxKernel<T>(input, output, x.Shape[0], length, inner, logarithm).Run(), fast =>
        {
            for (int o = 0; o < x.Shape[0]; o++)
            {
                for (int i = 0; i < inner; i++)
                {
                    T[] row = [.. Enumerable.Range(0, length).Select(r => numbers[(o * length + r) * inner + i])], plain = new T[length];
                    SoftmaxKernel<T>.Plain(row, plain, logarithm);
                    for (int r = 0; r < length; r++)
                    {
                        (double expected, double actual) = (double.CreateTruncating(plain[r]), fast.At((o * length + r) * inner + i));
                        Assert.True(actual.Equals(expected) || Tolerances.AreEqual(expected, actual, Claim.Reordered, x.DType, scale: 1), $"{what}: {actual} instead of {expected} in row {o}, {i} at {r}.");
                    }
                }
            }
        });
    }

    private static void Guarded(Tensor x, TensorType type, string what, Action<Tensor, Tensor> run, Action<Tensor> check)
    {
        using GuardedMemory from = new(x.Type.Bytes, GuardedMemory.ToRead), to = new(type.Bytes, GuardedMemory.ToWrite);
        foreach (bool atEnd in new[] { true, false })
        {
            Tensor input = from.Hold(x, atEnd), output = to.Empty(type, atEnd);
            run(input, output);
            to.AssertRestIsUntouched(what);
            check(output);
        }
    }

    private static void AssertEqual(Tensor plain, Tensor fast, string what)
    {
        for (int i = 0; i < plain.Size; i++)
        {
            (double expected, double actual) = (plain.At(i), fast.At(i));
            // A NaN is any NaN; of zeros the sign counts.
            Assert.True(actual.Equals(expected) && (double.IsNaN(expected) || double.IsNegative(actual) == double.IsNegative(expected)), $"{what}: {actual} instead of {expected} at {i}.");
        }
    }

    /// <summary>Whole numbers, whose sums are exact in any order; many are equal.</summary>
    private static Tensor Whole(DType type, Shape shape) => Tensor.From([.. Enumerable.Range(0, (int)shape.Size).Select(i => (double)(i * 37 % 23 - 11))], shape).Cast(type);

    /// <summary>1, −1 and now and then a 2, whose products are exact in any order.</summary>
    private static Tensor Signs(DType type, Shape shape) => Tensor.From([.. Enumerable.Range(0, (int)shape.Size).Select(i => i % 9 == 4 ? 2.0 : i % 3 - 1.0 is var sign && sign == 0 ? 1 : sign)], shape).Cast(type);

    /// <summary>One special number among usual ones, at the front, in the middle and at the end; then nothing but special ones.</summary>
    private static IEnumerable<Tensor> Special(DType type, int length, int inner)
    {
        int size = 2 * length * inner;
        foreach (double special in s_special)
        {
            double[] values = [.. Enumerable.Range(0, size).Select(i => (double)(i % 5 - 6))];
            foreach (int at in new[] { 0, length / 2, length - 1 }) values[(at + length) * inner + at % inner] = special;
            yield return Tensor.From(values, [2, length, inner]).Cast(type);
        }

        yield return Tensor.From([.. Enumerable.Range(0, size).Select(i => i % 3 == 0 ? 0.0 : -0.0)], [2, length, inner]).Cast(type);
        yield return Tensor.From([.. Enumerable.Repeat(-0.0, size)], [2, length, inner]).Cast(type);
        yield return Tensor.From([.. Enumerable.Repeat(double.NegativeInfinity, size)], [2, length, inner]).Cast(type);
    }
}
