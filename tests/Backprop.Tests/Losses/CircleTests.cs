using Backprop.Explanations;
using Backprop.Graphs;
using Backprop.Losses;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Tests.Layers;
using Backprop.Training;

namespace Backprop.Tests.Losses;

/// <summary>The witness is the formula of the paper in plain loops.</summary>
public sealed class CircleTests
{
    private static readonly int[] s_classes = [0, 1, 0, 1, 1, 2];

    [Theory]
    [InlineData(80, 0.4, true)]
    [InlineData(80, 0.4, false)]
    [InlineData(4, 0.25, true)]
    public void It_is_the_formula_of_the_paper(double gamma, double margin, bool removeDiagonal)
    {
        Tensor embeddings = Utils.Normalize(LayerContract.Numbers([6, 3], DType.Float64, 1));
        double[] expected = ByLoops(embeddings, gamma, margin, removeDiagonal);
        double[] values = new Circle(gamma, margin, removeDiagonal, Reduction.None).Compute(Tensor.From(s_classes), Constant.Of(embeddings)).Evaluate().ToArray<double>();
        for (int i = 0; i < 6; i++) Assert.Equal(expected[i], values[i], 1e-10 * Math.Max(1, expected[i]));
        double mean = new Circle(gamma, margin, removeDiagonal).Compute(Tensor.From(s_classes), Constant.Of(embeddings)).EvaluateScalar();
        Assert.Equal(expected.Where(value => value > 0).Average(), mean, 1e-10 * Math.Max(1, mean));
        GradientCheck.Of(inputs => new Circle(gamma, margin, removeDiagonal).Compute(Tensor.From(s_classes), inputs[0]), [embeddings], secondOrder: false).AssertAgrees();
    }

    [Fact]
    public void A_sample_that_is_alone_in_its_class_does_not_count()
    {
        Tensor embeddings = Utils.Normalize(LayerContract.Numbers([6, 3], DType.Float64, 1));
        Assert.Equal(0, new Circle(reduction: Reduction.None).Compute(Tensor.From(s_classes), Constant.Of(embeddings)).Evaluate().ToArray<double>()[5]);
    }

    private static double[] ByLoops(Tensor embeddings, double gamma, double margin, bool removeDiagonal)
    {
        var values = new double[6];
        for (int i = 0; i < 6; i++)
        {
            double together = 0, apart = 0;
            for (int j = 0; j < 6; j++)
            {
                double similarity = embeddings[i].ToArray<double>().Zip(embeddings[j].ToArray<double>(), (a, b) => a * b).Sum(), distance = Math.Max(0, 1 - similarity);
                if (s_classes[i] != s_classes[j]) apart += Math.Exp(gamma * Math.Max(0, 1 + margin - distance) * (1 - margin - distance));
                else if (i != j || !removeDiagonal) together += Math.Exp(-gamma * (margin + distance) * (margin - distance));
            }

            values[i] = Math.Log(1 + (together * apart));
        }

        return values;
    }
}
