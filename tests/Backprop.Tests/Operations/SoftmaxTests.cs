using Backprop.Explanations;
using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Tests.Operations;

public sealed class SoftmaxTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(3, 7, 1)]
    [InlineData(2, 8, 1)]
    [InlineData(2, 37, 1)]
    [InlineData(2, 5, 3)]
    [InlineData(2, 4, 8)]
    [InlineData(1, 6, 21)]
    public void RowsEqualThePlainVersion(int outer, int length, int inner)
    {
        Tensor x = new CheckRandom(7).Tensor([outer, length, inner]);
        foreach (bool logarithm in new[] { false, true })
        {
            Tensor wide = (logarithm ? LogSoftmax(x, 1) : Softmax(x, 1)).Evaluate();
            Tensor single = (logarithm ? LogSoftmax(x.Cast(DType.Float32), 1) : Softmax(x.Cast(DType.Float32), 1)).Evaluate();
            for (int o = 0; o < outer; o++)
            {
                for (int i = 0; i < inner; i++)
                {
                    double[] row = [.. Enumerable.Range(0, length).Select(r => x.GetDouble(o, r, i))];
                    var expected = new double[length];
                    SoftmaxKernel<double>.Plain(row, expected, logarithm);
                    for (int r = 0; r < length; r++)
                    {
                        Assert.True(Tolerances.AreEqual(expected[r], wide.GetDouble(o, r, i), Claim.Reordered, scale: 1));
                        Assert.True(Tolerances.AreEqual(expected[r], single.GetDouble(o, r, i), Claim.Reordered, DType.Float32, scale: 1));
                    }
                }
            }
        }
    }

    [Fact]
    public void LargeNumbersDoNotOverflow()
    {
        Node x = Tensor.From([1000.0, 1000, -1000]);
        Assert.Equal([0.5, 0.5, 0], Softmax(x).Evaluate().ToArray<double>());
        Assert.Equal([-Math.Log(2), -Math.Log(2), -2000 - Math.Log(2)], LogSoftmax(x).Evaluate().ToArray<double>(), (a, b) => Tolerances.AreEqual(a, b, Claim.Reordered));
    }

    [Theory]
    [InlineData(double.NaN, 0.0)]
    [InlineData(double.PositiveInfinity, 0.0)]
    [InlineData(double.NegativeInfinity, double.NegativeInfinity)]
    public void RowsWithoutALargestFiniteElementAreNaN(double a, double b)
    {
        foreach (Node node in new[] { Softmax(Tensor.From([a, b])), Softmax(Tensor.From(new[,] { { a, 1 }, { b, 2 } }), 0), LogSoftmax(Tensor.From([a, b])) })
        {
            Assert.True(double.IsNaN(node.Evaluate().At(0)));
        }
    }

    [Fact]
    public void AMaskedElementIsZero() => Assert.Equal([0.0, 1], Softmax(Tensor.From([double.NegativeInfinity, 3])).Evaluate().ToArray<double>());
}
