using Backprop.Differentiation;
using Backprop.Explanations;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Tests.Operations;

/// <summary>Reductions against values that NumPy prints, and against plain loops.</summary>
public sealed class ReductionTests
{
    private const double NaN = double.NaN, Infinity = double.PositiveInfinity;

    private static readonly Node s_table = Constant.Of(new double[,] { { 3, -1, 4 }, { 1, 5, -9 } });

    [Fact]
    public void MaxAndMinOverEachAxis()
    {
        Assert.Equal([3, 5, 4], Values(Functions.Max(s_table, [0])));
        Assert.Equal([4, 5], Values(Functions.Max(s_table, [-1])));
        Assert.Equal([1, -1, -9], Values(Functions.Min(s_table, [0])));
        Assert.Equal(-9, Functions.Min(s_table).EvaluateScalar());
        Assert.Equal([2, 1], Functions.Max(s_table, [1], keepDims: true).Shape);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(3000)]
    public void NaNIsHandedOnFromWhereverItStands(int length)
    {
        foreach (int at in new[] { 0, length / 2, length - 1 })
        {
            double[] values = [.. Enumerable.Range(0, length).Select(i => (double)(i * 37 % 101))];
            values[at] = NaN;
            Node x = Constant.Of(values);
            Assert.Equal(NaN, Functions.Max(x).EvaluateScalar());
            Assert.Equal(NaN, Functions.Min(x).EvaluateScalar());
            Assert.Equal(at, Functions.ArgMax(x).EvaluateScalar());
            Assert.Equal(at, Functions.ArgMin(x).EvaluateScalar());
        }
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.Float64)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    public void IndicesAreTheFirstOfEqualOnesInEveryShape(DType type)
    {
        var random = new Random(3);
        foreach ((int outer, int length, int inner) in new[] { (1, 1, 1), (5, 10, 1), (3, 33, 1), (2, 1000, 1), (2, 9, 5), (1, 40, 17) })
        {
            double[] values = [.. Enumerable.Range(0, outer * length * inner).Select(_ => (double)random.Next(-4, 5))];
            Node x = Constant.Of(Tensor.From(values, [outer, length, inner]).Cast(type));
            double[] largest = Values(Functions.ArgMax(x, 1)), smallest = Values(Functions.ArgMin(x, 1));
            for (int o = 0; o < outer; o++)
            {
                for (int i = 0; i < inner; i++)
                {
                    double[] column = [.. Enumerable.Range(0, length).Select(r => values[(o * length + r) * inner + i])];
                    Assert.Equal(Array.IndexOf(column, column.Max()), largest[o * inner + i]);
                    Assert.Equal(Array.IndexOf(column, column.Min()), smallest[o * inner + i]);
                }
            }
        }

        Assert.Equal(DType.Int32, Functions.ArgMax(s_table, 0).DType);
        Assert.Equal(4, Functions.ArgMax(s_table).EvaluateScalar());
        Assert.Equal(0, Functions.ArgMax(Constant.Of(new[] { -0.0, 0.0 })).EvaluateScalar());
        Assert.Equal(0, Functions.ArgMin(Constant.Of(2, DType.Float32)).EvaluateScalar());
    }

    [Fact]
    public void ALargestElementOfNothingIsRefused()
    {
        Node nothing = Constant.Of(new Tensor(DType.Float64, [2, 0]));
        Assert.Contains("at least one", Assert.Throws<ArgumentException>(() => Functions.Max(nothing, [1])).Message, StringComparison.Ordinal);
        Assert.Contains("at least one", Assert.Throws<ArgumentException>(() => Functions.ArgMin(nothing, 1)).Message, StringComparison.Ordinal);
        Assert.Equal([1, 1], Values(Functions.Product(nothing, [1])));
    }

    [Fact]
    public void ATieSharesTheGradientOfMaxEqually()
    {
        Variable x = Variable.Of("x", 1, 3, 3, 2);
        Assert.Equal([0, 0.5, 0.5, 0], Values(Gradient.Of(Functions.Max(x), x)));
        Assert.Equal([1, 0, 0, 0], Values(Gradient.Of(Functions.Min(x), x)));
    }

    [Fact]
    public void TheGradientOfAProductNeedsNoDivision()
    {
        Assert.Equal([0, 8, 0], Values(GradientAt(2, 0, 4)));
        Assert.Equal([0, 0, 0], Values(GradientAt(0, 0, 4)));
        Assert.Equal([12, 8, 6], Values(GradientAt(2, 3, 4)));
        // To second order too: the derivative by both zeros is the 4 that remains.
        GradientCheckResult result = GradientCheck.Of(inputs => Functions.Product(inputs[0]), [Tensor.From(new[] { 0.0, 0, 4 })]);
        Assert.True(result.Verdict == GradientVerdict.Agrees, result.ToString());

        static Node GradientAt(params double[] values)
        {
            Variable x = Variable.Of("x", values);
            return Gradient.Of(Functions.Product(x), x);
        }
    }

    [Fact]
    public void VarianceIsThatOfAPopulation()
    {
        Assert.Equal([1, 9, 42.25], Values(Functions.Variance(s_table, [0])));
        Assert.Equal([1, 3, 6.5], Values(Functions.StandardDeviation(s_table, [0])));
    }

    [Fact]
    public void LogSumExpNeitherOverflowsNorLosesInfinities()
    {
        Assert.Equal(1000 + Math.Log(2), Functions.LogSumExp(Constant.Of(new[] { 1000.0, 1000.0 })).EvaluateScalar(), 12);
        Assert.Equal(-Infinity, Functions.LogSumExp(Constant.Of(new[] { -Infinity, -Infinity })).EvaluateScalar());
        Assert.Equal(Infinity, Functions.LogSumExp(Constant.Of(new[] { Infinity, 1 })).EvaluateScalar());
        Assert.Equal(NaN, Functions.LogSumExp(Constant.Of(new[] { NaN, 1 })).EvaluateScalar());
        Assert.Equal([2], Functions.LogSumExp(s_table, [1]).Shape);
    }

    [Fact]
    public void ComposedReductionsAgreeWithFiniteDifferences()
    {
        Tensor x = new double[,] { { 0.3, -1.2, 2.1 }, { 0.7, 0.1, -0.4 } };
        foreach (Func<Node, Node> function in new Func<Node, Node>[] { x => Functions.LogSumExp(x, [1]), x => Functions.Variance(x, [0]), x => Functions.StandardDeviation(x), x => Functions.LogSumExp(x) })
        {
            GradientCheckResult result = GradientCheck.Of(inputs => function(inputs[0]), [x]);
            Assert.True(result.Verdict == GradientVerdict.Agrees, result.ToString());
        }
    }

    [Fact]
    public void AllAndAny()
    {
        Node truth = Functions.Greater(s_table, 0);
        Assert.Equal([1, 0, 0], Values(Functions.All(truth, [0])));
        Assert.Equal(1, Functions.Any(truth).EvaluateScalar());
        Node nothing = Constant.Of(new Tensor(DType.Bool, [0]));
        Assert.Equal(1, Functions.All(nothing).EvaluateScalar());
        Assert.Equal(0, Functions.Any(nothing).EvaluateScalar());
    }

    private static double[] Values(Node node) => node.Evaluate().ToArray<double>();
}
