using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Kernels;

/// <summary>Calls on arrays of at most one vector give the bits of the kernels that they stand for, and write nothing but their results.</summary>
public sealed class SmallCallTests
{
    private static readonly double[] s_special = [1.5, -0.0, double.NaN, double.PositiveInfinity, 1e-42, -3, 0, double.NegativeInfinity, 0.1, 7];

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void A_product_has_the_bits_of_the_kernel(DType type)
    {
        var shapes = from m in new[] { 1, 2, 3, 5 } from n in new[] { 1, 2, 3, 8, 16 } from k in new[] { 0, 1, 2, 3, 16 } select (m, n, k);
        // Sums of doubles that are cut into slices.
        foreach ((int m, int n, int k) in shapes.Concat([(2, 2, 300), (2, 2, 512), (2, 3, 300), (3, 2, 341)]))
        {
            foreach ((bool transposeA, bool transposeB) in new[] { (false, false), (true, false), (false, true), (true, true) })
            {
                Variable a = Numbers("a", type, transposeA ? [k, m] : [m, k], special: k <= 3), b = Numbers("b", type, transposeB ? [n, k] : [k, n], special: k <= 3);
                Node product = OperationNode.Of(new MatMul(transposeA, transposeB), a, b), again = product + product;
                Check([product, again]);
            }
        }
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void A_chain_has_the_bits_of_its_parts(DType type)
    {
        for (int size = 1; size <= 17; size++)
        {
            Variable x = Numbers("x", type, [size]), y = Numbers("y", type, [size]), factor = Numbers("factor", type, []);
            Node sum = x * factor + y, changed = Exp(sum) / (y - 2);
            Check([sum, changed, Square(changed), BroadcastTo(factor, [size])]);
        }
    }

    [Fact]
    public void Neighbours_of_a_variable_that_is_updated_stay_as_they_are()
    {
        var block = Tensor.Full(7, DType.Float32, [40]);
        for (int size = 1; size <= 16; size++)
        {
            Variable x = Numbers("x", DType.Float32, [size]);
            x.MoveTo(new Tensor(DType.Float32, [size], block.Storage, block.ByteOffset + 12));
            Plan.Of([], [new Update(x, x * 2 + 1)]).Run();
            Assert.All(block.ToArray<float>().Where((_, i) => i < 3 || i >= 3 + size), number => Assert.Equal(7, number));
            block.AsWritableSpan<float>().Fill(7);
        }
    }

    [Fact]
    public void Rows_that_are_fed_are_read_where_they_lie()
    {
        Placeholder x = Placeholder.Of("x", DType.Float32, [1, 2]), y = Placeholder.Of("y", DType.Float32, [1, 1]);
        Variable w = Variable.Of("w", Tensor.From(new float[] { 2, 3 }, [2, 1]));
        Node product = MatMul(x, w), result = y - product;
        Plan plan = Plan.Of([result, Reshape(x, [2]) + 1]);
        Tensor rows = Tensor.From(new float[] { 1, 2, 3, 4, 5, 6 }, [3, 2]), targets = Tensor.From(new float[] { 10, 20, 30 }, [3, 1]);
        for (int row = 0; row < 3; row++)
        {
            plan.Feed(x, rows, 2 * row);
            plan.Feed(y, targets, row);
            plan.Run();
            Assert.Equal(10 * (row + 1) - (2 * (2 * row + 1) + 3 * (2 * row + 2)), plan[result].At(0));
        }
    }

    [Fact]
    public void Calls_that_follow_each_other_are_joined_and_the_others_stay()
    {
        Variable x = Numbers("x", DType.Float32, [3]), large = Numbers("large", DType.Float32, [300]);
        Plan plan = Plan.Of([MatMul(Exp(Reshape(x, [1, 3])), Reshape(x, [3, 1])), Sum(large)]);
        Assert.Equal(3, plan.KernelCount);
        var kernels = new CountedKernel[] { new(), new() };
        Assert.Equal<Kernel>(kernels, SmallCall.Join(kernels));
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public unsafe void Every_number_of_a_guard_is_looked_at_and_nothing_behind_it(DType type)
    {
        for (int size = 0; size <= 40; size++)
        {
            Tensor numbers = Tensor.Full(1, type, [size + 1]);
            Set(numbers, size, double.NaN);
            Assert.True(FiniteCheck.IsFinite(numbers.Pointer, size, type));
            for (int i = 0; i < size; i++)
            {
                foreach (double wrong in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
                {
                    Set(numbers, i, wrong);
                    Assert.False(FiniteCheck.IsFinite(numbers.Pointer, size, type));
                    Set(numbers, i, 1);
                }
            }
        }
    }

    private static void Set(Tensor tensor, int index, double value)
    {
        if (tensor.DType == DType.Float32) tensor.AsWritableSpan<float>()[index] = (float)value;
        else tensor.AsWritableSpan<double>()[index] = value;
    }

    /// <summary>Numbers whose sums are rounded, some of them special, unless the sums are so long that all of them would become NaN.</summary>
    private static Variable Numbers(string name, DType type, Shape shape, bool special = true)
    {
        double[] numbers = [.. Enumerable.Range(0, (int)shape.Size).Select(i => special && i % 3 == 1 ? s_special[i * 7 % s_special.Length] : Math.Sin(i + name.Length) * 3)];
        return Variable.Of(name, Tensor.From(numbers, shape).Cast(type));
    }

    private static void Check(Node[] outputs)
    {
        Plan plan = Plan.Of(outputs);
        Trace trace = plan.Trace();
        plan.Run();
        plan.Run();
        foreach (Node output in outputs)
        {
            for (int i = 0; i < output.Shape.Size; i++) Assert.Equal(Bits(trace[output].At(i)), Bits(plan[output].At(i)));
        }
    }

    // Which of several NaNs comes out of a sum is the processor's affair.
    private static long Bits(double number) => double.IsNaN(number) ? long.MinValue + 1 : BitConverter.DoubleToInt64Bits(number);

    private sealed class CountedKernel : Kernel
    {
        public override void Run()
        {
        }
    }
}
