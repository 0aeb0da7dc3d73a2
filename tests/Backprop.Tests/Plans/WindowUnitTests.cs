using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Tests.Plans;

/// <summary>Convolutions and poolings that a plan computes without laying all windows out give the bits of the operations one by one.</summary>
public sealed class WindowUnitTests
{
    public static TheoryData<int> Rounds => [.. Enumerable.Range(0, 48)];

    [Theory]
    [MemberData(nameof(Rounds))]
    public void A_convolution_and_its_gradients_have_the_bits_of_the_trace(int round)
    {
        (Shape cells, WindowAxis[] axes, Random random) = Draw(round);
        int[] lengths = [1, 2, 3, 4, 5, 7, 8, 16, 17, 33];
        (int channels, int filters) = (lengths[random.Next(lengths.Length)], lengths[random.Next(lengths.Length)]);
        DType type = round % 3 == 0 ? DType.Float64 : DType.Float32;
        int batch = random.Next(1, 6);
        Compare(type, cells.Insert(0, batch).Insert(-1, channels), Sizes(axes).Concat([channels, filters]), axes, round);
    }

    /// <summary>Few channels and whole vectors of filters, as in a first layer: the image's numbers are read where they are.</summary>
    [Theory]
    [MemberData(nameof(Rounds))]
    public void Short_windows_have_the_bits_of_the_trace(int round)
    {
        (Shape cells, WindowAxis[] axes, Random random) = Draw(round);
        DType type = round % 2 == 0 ? DType.Float64 : DType.Float32;
        (int channels, int filters) = (random.Next(1, 4), 32 * random.Next(1, 3));
        Compare(type, cells.Insert(0, random.Next(1, 24)).Insert(-1, channels), Sizes(axes).Concat([channels, filters]), axes, round);
    }

    [Theory]
    [MemberData(nameof(Rounds))]
    public void A_block_of_convolution_bias_relu_and_pooling_has_the_bits_of_the_trace(int round)
    {
        (Shape cells, WindowAxis[] axes, Random random) = Draw(round);
        DType type = round % 3 == 0 ? DType.Float64 : DType.Float32;
        (int channels, int filters) = (random.Next(1, 7), new[] { 1, 5, 16, 20, 32 }[random.Next(5)]);
        Shape image = cells.Insert(0, random.Next(1, 4)).Insert(-1, channels);
        double[] special = [0, -0.0, double.NaN, double.NegativeInfinity, double.PositiveInfinity];
        Variable x = Variable.Of("x", Numbers(image, type, i => round % 4 == 3 && i % 7 == 0 ? special[random.Next(5)] : random.Next(-3, 4)));
        Variable kernel = Variable.Of("kernel", Numbers(Sizes(axes).Concat([channels, filters]), type, _ => random.Next(-2, 3))), bias = Variable.Of("bias", Numbers([filters], type, _ => random.Next(-2, 3)));
        Node y = Functions.Convolution(x, kernel, axes) + bias;
        bool hasRelu = round % 4 != 1;
        if (hasRelu) y = Functions.Relu(y);
        WindowAxis[] poolings = [.. axes.Select(axis => round % 3 == 1 ? WindowAxis.Same(axis.Count, 3, 2) : WindowAxis.Same(axis.Count, 2, 2))];
        Node pooled = Functions.MaxPooling(y, poolings), loss = Functions.Sum(Functions.Multiply(pooled, Constant.Of(Numbers(pooled.Shape, type, _ => random.Next(-2, 3)))));
        IReadOnlyList<Node> results = [pooled, .. Gradient.Of(loss, [x, kernel, bias])];
        Plan plan = Plan.Of(results);
        AssertBits(plan, results);
        Assert.Equal(1, plan.Calls.Count(call => call.Operations == (hasRelu ? "Windows → MatMul → Add → Relu" : "Windows → MatMul → Add")));
    }

    /// <summary>Many slices of windows, filters and windows of more numbers than a slice, few of each, kernels that are computed in groups of positions.</summary>
    [Theory]
    [InlineData(1, 1, 1, 2, 2000)]
    [InlineData(2, 3, 5, 3, 4000)]
    [InlineData(3, 1, 32, 5, 3500)]
    [InlineData(1, 5, 2, 1, 800)]
    [InlineData(7, 400, 1, 2, 30)]
    [InlineData(1, 200, 3, 3, 10)]
    [InlineData(2, 3, 390, 2, 9)]
    [InlineData(1, 90, 90, 9, 420)]
    [InlineData(6, 100, 150, 3, 5)]
    [InlineData(2, 100, 150, 3, 4)]
    [InlineData(40, 2, 130, 3, 4)]
    [InlineData(1, 350, 96, 2, 800)]
    [InlineData(5, 1, 32, 9, 700)]
    [InlineData(2, 3, 64, 5, 4000)]
    public void Long_sums_have_the_bits_of_the_trace(int batch, int channels, int filters, int size, int length)
    {
        foreach (DType type in new[] { DType.Float32, DType.Float64 }) Compare(type, [batch, length, channels], [size, channels, filters], [WindowAxis.Same(length, size)], size);
    }

    [Theory]
    [MemberData(nameof(Rounds))]
    public void Max_pooling_and_its_gradient_have_the_bits_of_the_trace(int round)
    {
        (Shape cells, WindowAxis[] axes, Random random) = Draw(round);
        if (round % 2 == 0) axes = [.. axes.Select(axis => WindowAxis.Same(axis.Length, axis.Size, axis.Size))];
        DType type = round % 3 == 0 ? DType.Float64 : DType.Float32;
        Shape shape = cells.Insert(0, random.Next(1, 5)).Insert(-1, new[] { 1, 3, 8, 16, 19, 40 }[random.Next(6)]);
        double[] special = [0, -0.0, double.NaN, double.NegativeInfinity, double.PositiveInfinity, 1, 1];
        Variable x = Variable.Of("x", Numbers(shape, type, i => round % 4 == 1 && i % 5 != 0 ? special[random.Next(special.Length)] : random.Next(-3, 4)));
        Node image = round % 5 == 0 ? Functions.Relu(x) : x;
        Node pooled = Functions.MaxPooling(image, axes);
        Constant upstream = Constant.Of(Numbers(pooled.Shape, type, _ => random.Next(8) == 0 ? -0.0 : random.NextDouble() - 0.5));
        // The upstream itself is the gradient: a product with it would turn the largest NaN into many.
        Node gradient = Gradient.Of(Functions.Sum(Functions.Multiply(pooled, upstream)), x);
        Plan plan = Plan.Of([pooled, gradient]);
        AssertBits(plan, [pooled, gradient]);
        Assert.DoesNotContain(plan.Calls, call => call.Operations is "Windows" or "Fold" or "Place" or "ArgMax" or "FirstMax");
    }

    [Fact]
    public void What_others_read_is_still_there()
    {
        WindowAxis[] axes = [WindowAxis.Valid(9, 3)];
        Variable x = Variable.Of("x", Numbers([2, 9, 4], DType.Float32, i => Math.Sin(i))), kernel = Variable.Of("kernel", Numbers([3, 4, 5], DType.Float32, i => Math.Cos(i)));
        Node windows = Functions.Windows(x, axes), convolved = Functions.Convolution(x, kernel, axes), sum = Functions.Sum(Functions.Square(windows));
        AssertBits(Plan.Of([convolved, windows]), [convolved, windows]);
        AssertBits(Plan.Of([convolved, sum]), [convolved, sum]);
        Node gradient = Gradient.Of(Functions.Sum(Functions.Square(convolved)), kernel);
        Node second = Gradient.Of(Functions.Sum(Functions.Square(gradient)), x);
        AssertBits(Plan.Of([gradient, second]), [gradient, second]);
        Node pooled = Functions.MaxPooling(x, axes), slope = Gradient.Of(Functions.Sum(Functions.Square(pooled)), x), curvature = Gradient.Of(Functions.Sum(Functions.Square(slope)), x);
        AssertBits(Plan.Of([pooled, slope, curvature]), [pooled, slope, curvature]);
    }

    private static void Compare(DType type, Shape image, Shape kernel, WindowAxis[] axes, int seed)
    {
        var random = new Random(seed);
        Variable x = Variable.Of("x", Numbers(image, type, _ => random.NextDouble() - 0.5)), weights = Variable.Of("kernel", Numbers(kernel, type, _ => random.NextDouble() - 0.5));
        Node convolved = Functions.Convolution(x, weights, axes);
        IReadOnlyList<Node> gradients = Gradient.Of(Functions.Sum(Functions.Tanh(convolved)), [x, weights]);
        Plan plan = Plan.Of([convolved, .. gradients]);
        AssertBits(plan, [convolved, .. gradients]);
        Assert.DoesNotContain(plan.Calls, call => call.Operations is "Windows" or "Fold");
        Assert.Equal(0, Allocation.OfRepeated(() => plan.Run()));
    }

    private static void AssertBits(Plan plan, IReadOnlyList<Node> results)
    {
        int threads = Workers.Count;
        try
        {
            foreach (int count in new[] { 1, 2, 5 })
            {
                Workers.Count = count;
                plan.Run();
                Trace trace = plan.Trace();
                foreach (Node result in results) Assert.Equal(Bits(trace[result]), Bits(plan[result]));
            }
        }
        finally
        {
            Workers.Count = threads;
        }
    }

    /// <summary>Every NaN as the same one: which of several is passed on is the processor's choice.</summary>
    private static long[] Bits(Tensor tensor) => [.. tensor.ToArray<double>().Select(x => BitConverter.DoubleToInt64Bits(double.IsNaN(x) ? double.NaN : x))];

    private static Tensor Numbers(Shape shape, DType type, Func<int, double> number) => Tensor.From([.. Enumerable.Range(0, checked((int)shape.Size)).Select(number)], shape).Cast(type);

    private static (Shape Cells, WindowAxis[] Axes, Random Random) Draw(int round)
    {
        var random = new Random(round);
        var axes = new WindowAxis[round % 3 + 1];
        for (int i = 0; i < axes.Length; i++)
        {
            (int size, int stride, int dilation) = (random.Next(1, 4), random.Next(1, 4), random.Next(1, 3));
            // Not a window of one cell alone, which is no window.
            if (i == 0 && size == 1) size = 2;
            int length = (size - 1) * dilation + 1 + random.Next(0, axes.Length == 3 ? 5 : 9);
            axes[i] = (round % 4) switch
            {
                0 => WindowAxis.Valid(length, size, stride, dilation),
                1 => WindowAxis.Causal(length, size, stride, dilation),
                _ => WindowAxis.Same(length, size, stride, dilation),
            };
        }

        return (Shape.Create([.. axes.Select(axis => axis.Length)]), axes, random);
    }

    private static Shape Sizes(WindowAxis[] axes) => Shape.Create([.. axes.Select(axis => axis.Size)]);
}
