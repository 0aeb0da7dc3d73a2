using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Plans;

/// <summary>Products to which a plan adds something, and takes the positive part, while they are computed give the bits of the operations one by one.</summary>
public sealed class ProductUnitTests
{
    public static TheoryData<int> Rounds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Rounds))]
    public void Sums_and_gradients_have_the_bits_of_the_trace(int round)
    {
        var random = new Random(round);
        DType type = round % 4 == 0 ? DType.Float64 : DType.Float32;
        (int m, int n, int k) = (random.Next(9, 90), random.Next(17, 140), random.Next(9, 1200));
        Variable x = Variable.Of("x", Numbers([m, k], type, random)), w = Variable.Of("w", Numbers([k, n], type, random));
        bool isRow = round % 2 == 0, hasRelu = round % 3 > 0;
        Variable added = Variable.Of("added", Numbers(isRow ? [n] : [m, n], type, random));
        Node product = MatMul(x, w), sum = round % 5 < 3 ? product + added : added + product;
        if (hasRelu) sum = Relu(sum);
        IReadOnlyList<Node> results = [sum, .. Gradient.Of(Sum(Multiply(sum, Constant.Of(Numbers([m, n], type, random)))), [x, w, added])];
        Compare(results, hasRelu ? "MatMul → Add → Relu" : "MatMul → Add", 1);
    }

    /// <summary>The sum of many products, heads of an attention whose bias has two axes, a sum seen under other shapes, one row.</summary>
    [Theory]
    [InlineData(5, 20, 60, 40)]
    [InlineData(1, 64, 33, 600)]
    [InlineData(3, 12, 32, 15)]
    public void Batches_and_other_shapes(int batch, int m, int n, int k)
    {
        var random = new Random(batch);
        Node a = Variable.Of("a", Numbers([batch, m, k], DType.Float32, random)), b = Variable.Of("b", Numbers([batch, k, n], DType.Float32, random)), w = Variable.Of("w", Numbers([k, n * 4], DType.Float32, random));
        Node matrix = Variable.Of("matrix", Numbers([batch, m, n], DType.Float32, random)), heads = Variable.Of("heads", Numbers([4, n], DType.Float32, random)), row = Variable.Of("row", Numbers([1, n], DType.Float32, random));
        Compare([MatMul(a, b) + matrix], "MatMul → Add", 1);
        Compare([Relu(MatMul(a, b) + row)], "MatMul → Add → Relu", 1);
        Compare([Relu(Reshape(MatMul(a, w), [batch, m, 4, n]) + heads)], "MatMul → Add → Relu", 1);
        Compare([Reshape(MatMul(a, w), [batch * m * 4, n]) + row], "MatMul → Add", 0);
        Compare([Relu(Reshape(MatMul(a, b) + matrix, [-1]))], "MatMul → Add → Relu", 1);
    }

    /// <summary>What is asked for or read elsewhere is computed by itself, and nothing is computed before what it depends on.</summary>
    [Fact]
    public void Sums_that_depend_on_each_other_keep_their_order()
    {
        var random = new Random(7);
        Node x = Variable.Of("x", Numbers([24, 40], DType.Float32, random)), w = Variable.Of("w", Numbers([40, 40], DType.Float32, random)), bias = Variable.Of("bias", Numbers([40], DType.Float32, random));
        Node product = MatMul(x, w), other = MatMul(Tanh(x), w);
        Compare([product + bias, product], "MatMul → Add", 0);
        Compare([Relu(product + bias), product + bias], "MatMul → Add", 1);
        Compare([product + product], "MatMul → Add", 0);
        Compare([product + other], "MatMul → Add", 1);
        // The addend is computed in the program that the sum would stand in.
        Compare([Exp(product + Sigmoid(x)) * Sigmoid(x)], "MatMul → Add", null);
        Node state = x;
        for (int i = 0; i < 5; i++) state = Relu(MatMul(Tanh(state), w) + state) + (Sigmoid(state) * bias);
        Compare([state, .. Gradient.Of(Sum(state), [w, x, bias])], "MatMul → Add → Relu", null);
    }

    [Fact]
    public void Not_a_number_and_infinities_pass_and_a_negative_zero_becomes_zero()
    {
        const int Rows = 12, Columns = 32, Inner = 40;
        float[] added = new float[Rows * Columns];
        Array.Fill(added, -0f);
        (added[3], added[40], added[77], added[100]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity, -1e-40f);
        // Negative, and too small for a float: every sum is −0.
        Node product = MatMul(Variable.Of("x", Tensor.Full(-1e-30, DType.Float32, [Rows, Inner])), Variable.Of("w", Tensor.Full(1e-30, DType.Float32, [Inner, Columns])));
        Node sum = Relu(product + Variable.Of("added", Tensor.From(added, [Rows, Columns])));
        Plan plan = Compare([sum], "MatMul → Add → Relu", 1);
        float[] y = plan[sum].ToArray<float>();
        Assert.True(float.IsNaN(y[3]));
        Assert.Equal(float.PositiveInfinity, y[40]);
        for (int i = 0; i < y.Length; i++) if (i is not (3 or 40)) Assert.Equal(0, BitConverter.SingleToInt32Bits(y[i]));
    }

    [Fact]
    public void A_product_that_only_an_update_reads_waits_for_the_guards()
    {
        var random = new Random(3);
        Variable weight = Variable.Of("weight", Numbers([24, 40], DType.Float32, random)), guard = Variable.Of("guard", double.NaN);
        float[] before = weight.Value.ToArray<float>();
        Node next = MatMul(Variable.Of("x", Numbers([24, 30], DType.Float32, random)), Variable.Of("w", Numbers([30, 40], DType.Float32, random))) + weight;
        Plan plan = Plan.Of([], [new Update(weight, next)], [guard + 1]);
        Assert.False(plan.Run());
        Assert.Equal(before, weight.Value.ToArray<float>());
        guard.Assign(Tensor.From(0.0));
        float[] expected = plan.Trace()[next].ToArray<float>();
        Assert.True(plan.Run());
        Assert.Equal(expected, weight.Value.ToArray<float>());
    }

    private static Plan Compare(IReadOnlyList<Node> results, string operations, int? calls)
    {
        Plan plan = Plan.Of(results);
        plan.Run();
        Trace trace = plan.Trace();
        foreach (Node node in results)
        {
            if (node.DType == DType.Float32) Assert.Equal(trace[node].ToArray<float>(), plan[node].ToArray<float>());
            else Assert.Equal(trace[node].ToArray<double>(), plan[node].ToArray<double>());
        }

        if (calls is { } count) Assert.Equal(count, plan.Calls.Count(call => call.Operations == operations));
        return plan;
    }

    private static Tensor Numbers(Shape shape, DType type, Random random)
    {
        double[] numbers = [.. Enumerable.Range(0, checked((int)shape.Size)).Select(_ => random.NextDouble() - 0.5)];
        return type == DType.Float64 ? Tensor.From(numbers, shape) : Tensor.From([.. numbers.Select(number => (float)number)], shape);
    }
}
