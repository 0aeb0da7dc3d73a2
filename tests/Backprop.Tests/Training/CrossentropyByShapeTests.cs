using Backprop.Losses;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Tests.Training;

public sealed class CrossentropyByShapeTests
{
    private static readonly double[,] s_three = { { 0.2, 0.3, 0.5 }, { 0.6, 0.3, 0.1 } };
    private static readonly double[,] s_one = { { 0.2 }, { 0.6 } };

    [Theory]
    [InlineData("crossentropy")]
    [InlineData("ce")]
    [InlineData("CE")]
    public void The_shapes_choose_the_class(string name)
    {
        Same(new BinaryCrossentropy(), new double[,] { { 0 }, { 1 } }, s_one);
        Same(new CategoricalCrossentropy(), new double[,] { { 0, 0, 1 }, { 0, 1, 0 } }, s_three);
        Same(new SparseCategoricalCrossentropy(), new double[] { 2, 1 }, s_three);
        Same(new SparseCategoricalCrossentropy(), new double[,] { { 2 }, { 1 } }, s_three);

        void Same(Loss expected, Tensor y, Tensor prediction)
        {
            (var target, var p) = (Backprop.Graphs.Constant.Of(y), Backprop.Graphs.Constant.Of(prediction));
            Assert.Equal(expected.Compute(target, p).EvaluateScalar(), ((Loss)name).Compute(target, p).EvaluateScalar(), 1e-12);
        }
    }

    [Fact]
    public void A_class_that_does_not_exist_is_refused() =>
        Assert.Contains("from 0 to 2", Assert.Throws<ArgumentException>(() => ((Loss)"ce").CheckTargets(Tensor.From([3.0, 0]), Shape.Create([2, 3]))).Message, StringComparison.Ordinal);
}
