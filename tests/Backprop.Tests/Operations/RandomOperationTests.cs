using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Operations;

public sealed class RandomOperationTests
{
    private static readonly RandomOrigin s_origin = new(42, 2, 1, 0);

    [Fact]
    public void EqualOriginsAreOneNode()
    {
        Variable step = Variable.Of("step", Tensor.Scalar(0L));
        Assert.Same(RandomNormal(s_origin, step, [3]), RandomNormal(new RandomOrigin(42, 2, 1), step, [3]));
        Assert.NotSame(RandomNormal(s_origin, step, [3]), RandomNormal(s_origin with { Call = 1 }, step, [3]));
        Assert.NotSame(RandomNormal(s_origin, step, [3]), RandomNormal(s_origin, step, [3], deviation: 2));
    }

    [Fact]
    public void AnotherStepGivesOtherNumbersAndTheSameStepTheSame()
    {
        Variable step = Variable.Of("step", Tensor.Scalar(0L));
        Node numbers = RandomUniform(s_origin, step, [5], DType.Float64);
        double[] first = numbers.Evaluate().ToArray<double>();
        step.Assign(Tensor.Scalar(1L));
        double[] second = numbers.Evaluate().ToArray<double>();
        step.Assign(Tensor.Scalar(0L));
        Assert.Equal(first, numbers.Evaluate().ToArray<double>());
        Assert.Empty(first.Intersect(second));
        Assert.Empty(first.Intersect(RandomUniform(s_origin with { Layer = 2 }, step, [5], DType.Float64).Evaluate().ToArray<double>()));
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    public void TheDistributionsHaveTheirMeansDeviationsAndBounds(DType type)
    {
        Node step = Tensor.Scalar(7L);
        // 40,000 numbers: the mean of a distribution of deviation 1 has a deviation of 0.005; the seed is fixed.
        double[] uniform = Draw(RandomUniform(s_origin, step, [200, 200], type, 2, 6)), normal = Draw(RandomNormal(s_origin, step, [200, 200], type, 3, 2)), cut = Draw(TruncatedNormal(s_origin, step, [200, 200], type, 1, 0.5));
        Assert.All(uniform, x => Assert.InRange(x, 2, 6));
        Assert.All(cut, x => Assert.InRange(x, 0, 2));
        AssertMoments(uniform, 4, 4 / Math.Sqrt(12));
        AssertMoments(normal, 3, 2);
        AssertMoments(cut, 1, 0.5 * 0.8796256610342398);

        static double[] Draw(Node node) => node.Evaluate().Cast(DType.Float64).ToArray<double>();

        static void AssertMoments(double[] x, double mean, double deviation)
        {
            double average = x.Average(), spread = Math.Sqrt(x.Average(value => (value - average) * (value - average)));
            Assert.InRange(average, mean - 0.025 * deviation, mean + 0.025 * deviation);
            Assert.InRange(spread, 0.98 * deviation, 1.02 * deviation);
        }
    }

    [Fact]
    public void TheyHaveNoGradientAndSaySo()
    {
        Variable step = Variable.Of("step", Tensor.Scalar(0L));
        Node sum = Sum(RandomNormal(s_origin, step, [3]));
        Assert.Contains("random numbers depend on a seed", Assert.Throws<InvalidOperationException>(() => Gradient.Of(sum, step)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => RandomNormal(s_origin, Tensor.Scalar(1.0), [3]));
        Assert.Throws<ArgumentException>(() => RandomNormal(s_origin, step, [3], DType.Int32));
    }
}
