using Backprop.Differentiation;
using Backprop.Explanations;
using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Tests.Layers;

namespace Backprop.Tests.Operations;

/// <summary>Convolutions and poolings against the sums of their definitions, in plain loops.</summary>
public sealed class ConvolutionTests
{
    public static TheoryData<int> Rounds => [.. Enumerable.Range(0, 40)];

    [Theory]
    [MemberData(nameof(Rounds))]
    public void AConvolutionIsTheSumOfItsDefinition(int round)
    {
        (Shape cells, WindowAxis[] axes, Random random) = Draw(round);
        int groups = random.Next(1, 4), channels = groups * random.Next(1, 3), filters = groups * random.Next(1, 3);
        Tensor x = Numbers(cells.Insert(0, 2).Insert(-1, channels), round);
        Tensor kernel = Numbers(Sizes(axes).Concat([channels / groups, filters]), round + 1);
        Tensor actual = Functions.Convolution(x, kernel, axes, groups).Evaluate();
        Equal(Naive.Convolution(x, kernel, axes, groups), actual);
        GradientCheck.Of(nodes => Functions.Convolution(nodes[0], nodes[1], axes, groups), [x, kernel]).AssertAgrees();
    }

    [Theory]
    [MemberData(nameof(Rounds))]
    public void ADepthwiseConvolutionIsAConvolutionWithAsManyGroupsAsChannels(int round)
    {
        (Shape cells, WindowAxis[] axes, Random random) = Draw(round);
        int channels = random.Next(1, 4), multiplier = random.Next(1, 3);
        Tensor x = Numbers(cells.Insert(0, 2).Insert(-1, channels), round);
        Tensor kernel = Numbers(Sizes(axes).Concat([channels, multiplier]), round + 1);
        Tensor actual = Functions.DepthwiseConvolution(x, kernel, axes).Evaluate();
        Equal(Naive.Convolution(x, kernel.Reshape(Sizes(axes).Concat([1, channels * multiplier])), axes, channels), actual);
    }

    [Theory]
    [MemberData(nameof(Rounds))]
    public void ATransposedConvolutionIsTheGradientOfAConvolution(int round)
    {
        (Shape cells, WindowAxis[] axes, Random random) = Draw(round);
        (int channels, int filters) = (random.Next(1, 4), random.Next(1, 4));
        Tensor image = Numbers(cells.Insert(0, 2).Insert(-1, filters), round);
        Tensor kernel = Numbers(Sizes(axes).Concat([filters, channels]), round + 1);
        Variable variable = Variable.Of("image", image);
        Node convolved = Functions.Convolution(variable, kernel, axes);
        Tensor upstream = Numbers(convolved.Shape, round + 2);
        Tensor gradient = Gradient.Of(Functions.Sum(Functions.Multiply(convolved, upstream)), variable).Evaluate();
        Equal(gradient, Functions.TransposedConvolution(upstream, kernel, axes).Evaluate());
    }

    [Theory]
    [MemberData(nameof(Rounds))]
    public void PoolingsLookAtRealCellsOnly(int round)
    {
        (Shape cells, WindowAxis[] axes, Random random) = Draw(round);
        Tensor x = Numbers(cells.Insert(0, 2).Insert(-1, random.Next(1, 20)), round);
        // Windows that lie in the padding alone have no largest cell and no mean; no layer makes any.
        Equal(Naive.Pooling(x, axes, values => values.Max()), Functions.MaxPooling(x, axes).Evaluate());
        Equal(Naive.Pooling(x, axes, values => values.Average()), Functions.AveragePooling(x, axes).Evaluate());
    }

    /// <summary>Only described, not computed: the windows of these images would not fit into one tensor.</summary>
    [Fact]
    public void LargeImagesInLargeBatchesGoInParts()
    {
        WindowAxis[] axes = [WindowAxis.Same(224, 3), WindowAxis.Same(224, 3)];
        Node images = Placeholder.Of("images", DType.Float32, [64, 224, 224, 64]), kernel = Variable.Of("kernel", new Tensor(DType.Float32, [3, 3, 64, 8]));
        Node convolved = Functions.Convolution(images, kernel, axes);
        Assert.Equal([64, 224, 224, 8], convolved.Shape);
        Assert.All(Graph.Order([convolved]), node => Assert.InRange(node.Shape.Size, 0, Math.Max(images.Shape.Size, 1 << 26)));
    }

    [Fact]
    public void AtATieTheFirstCellLearns()
    {
        Variable x = Variable.Of("x", Tensor.From<double>([1, 3, 3, 2, 2, 2], [1, 6, 1]));
        Node pooled = Functions.MaxPooling(x, [WindowAxis.Valid(6, 3, 3)]);
        Assert.Equal([0, 1, 0, 1, 0, 0], Gradient.Of(Functions.Sum(pooled), x).Evaluate().ToArray<double>());
    }

    [Fact]
    public void ManyThreadsGiveTheSameBits()
    {
        WindowAxis[] axes = [WindowAxis.Same(40, 3), WindowAxis.Same(30, 3)];
        Tensor x = Numbers([4, 40, 30, 5], 1).Cast(DType.Float32);
        Node image = Functions.Fold(Functions.Windows(x, axes), axes);
        int before = Workers.Count;
        try
        {
            Workers.Count = 1;
            float[] one = image.Evaluate().ToArray<float>();
            Workers.Count = 5;
            Assert.Equal(one, image.Evaluate().ToArray<float>());
        }
        finally
        {
            Workers.Count = before;
        }
    }

    [Fact]
    public void AWindowThatDoesNotFitIsAnError() =>
        Assert.Contains("span 5", Assert.Throws<ArgumentException>(() => WindowAxis.Valid(4, 3, 1, 2)).Message, StringComparison.Ordinal);

    private static (Shape Cells, WindowAxis[] Axes, Random Random) Draw(int round)
    {
        var random = new Random(round);
        var axes = new WindowAxis[round % 3 + 1];
        for (int i = 0; i < axes.Length; i++)
        {
            (int size, int stride, int dilation) = (random.Next(1, 4), random.Next(1, 4), random.Next(1, 3));
            int length = (size - 1) * dilation + 1 + random.Next(0, 3);
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

    private static Tensor Numbers(Shape shape, int seed) => LayerContract.Numbers(shape, DType.Float64, seed);

    private static void Equal(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Type, actual.Type);
        double[] a = expected.ToArray<double>(), b = actual.ToArray<double>();
        double largest = a.Max(Math.Abs);
        for (int i = 0; i < a.Length; i++) Assert.True(Tolerances.AreEqual(a[i], b[i], Claim.Reordered, scale: largest), $"element {i}: {a[i]} and {b[i]}");
    }

    /// <summary>The definitions, one number at a time.</summary>
    private static class Naive
    {
        public static Tensor Convolution(Tensor x, Tensor kernel, WindowAxis[] axes, int groups)
        {
            (int channels, int part, int filters) = (x.Shape[-1], kernel.Shape[-2], kernel.Shape[-1]);
            double[] input = x.ToArray<double>(), weights = kernel.ToArray<double>();
            return Each(x, axes, filters, (position, filter) =>
            {
                double sum = 0;
                foreach ((int tap, int cell) in Cells(axes, position))
                {
                    for (int c = 0; c < part; c++) sum += input[cell * channels + filter / (filters / groups) * part + c] * weights[(tap * part + c) * filters + filter];
                }

                return sum;
            });
        }

        public static Tensor Pooling(Tensor x, WindowAxis[] axes, Func<IEnumerable<double>, double> pool)
        {
            (double[] input, int channels) = (x.ToArray<double>(), x.Shape[-1]);
            return Each(x, axes, channels, (position, channel) => pool(Cells(axes, position).Select(pair => input[pair.Cell * channels + channel])));
        }

        private static Tensor Each(Tensor x, WindowAxis[] axes, int outputs, Func<int[], int, double> compute)
        {
            Shape shape = Shape.Create([x.Shape[0], .. axes.Select(axis => axis.Count), outputs]);
            var values = new double[shape.Size];
            for (int i = 0; i < values.Length; i++)
            {
                var position = new int[axes.Length + 1];
                int rest = i / outputs;
                for (int axis = axes.Length - 1; axis >= 0; axis--) (rest, position[axis + 1]) = Math.DivRem(rest, axes[axis].Count);
                position[0] = rest;
                values[i] = compute(position, i % outputs);
            }

            return Tensor.From(values, shape);
        }

        /// <summary>The real cells of a window: their place in the kernel, and in the batch of images.</summary>
        private static IEnumerable<(int Tap, int Cell)> Cells(WindowAxis[] axes, int[] position)
        {
            int taps = axes.Aggregate(1, (product, axis) => product * axis.Size);
            for (int tap = 0; tap < taps; tap++)
            {
                var places = new int[axes.Length];
                int rest = tap;
                for (int axis = axes.Length - 1; axis >= 0; axis--) (rest, places[axis]) = Math.DivRem(rest, axes[axis].Size);
                (int cell, bool isReal) = (position[0], true);
                for (int axis = 0; axis < axes.Length; axis++)
                {
                    int at = position[axis + 1] * axes[axis].Stride + places[axis] * axes[axis].Dilation - axes[axis].Before;
                    isReal &= at >= 0 && at < axes[axis].Length;
                    cell = cell * axes[axis].Length + at;
                }

                if (isReal) yield return (tap, cell);
            }
        }
    }
}
