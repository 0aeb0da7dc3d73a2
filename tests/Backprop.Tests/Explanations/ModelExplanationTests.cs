using Backprop.Explanations;
using Backprop.Explanations.Derivations;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.Explanations;

/// <summary>A derivation shows the engine's own number, its terms add up to it, and the update it tells is the one that the next step makes.</summary>
public sealed class ModelExplanationTests
{
    private static readonly Tensor s_x = new double[,] { { 8, 8 }, { 7, 9 }, { 6, 10 }, { 5, 12 } };
    private static readonly Tensor s_y = new double[,] { { 4 }, { 5 }, { 6 }, { 7 } };

    [Fact]
    public void The_seeds_first_weight_is_derived_in_the_words_of_the_lesson()
    {
        Sequential model = Seeds(new Sgd(0.001));
        Assert.Equal(
            """
            loss
              = sum(sum((y - dense_1/a)², axis 1), axis 0)
              = 13.5424

            ∂loss/∂dense/kernel[0,1]
              = ∂dense/a[0,1]/∂dense/kernel[0,1] · ∂dense_1/a[0,0]/∂dense/a[0,1] · ∂loss/∂dense_1/a[0,0]
              = x[0,0] · dense_1/kernel[1,0] · (-2·(y[0,0] - dense_1/a[0,0]))
              = 8 · 0.1 · (-7.36)
              = -5.888

            update by sgd
            new dense/kernel[0,1]
              = dense/kernel[0,1] - learning_rate·∂loss/∂dense/kernel[0,1]
              = 0.1 - 0.001·(-5.888)
              = 0.105888
            """,
            model.Explain(s_x[0], s_y[0]).Of("dense/kernel", 0, 1).ToString(),
            ignoreLineEndingDifferences: true);
    }

    [Theory]
    [InlineData("linear", "sgd")]
    [InlineData("tanh", "adam")]
    [InlineData("sigmoid", "rmsprop")]
    public void Terms_add_up_and_the_update_is_the_one_that_training_makes(string activation, string optimizer)
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(3, activation, inputDim: 2), new Dense(2, activation), new Dense(1) };
        model.Compile(optimizer, new MeanSquaredError());
        ModelExplanation explanation = model.Explain(s_x, s_y);
        var told = new List<(string Path, int Row, int Column, double After)>();
        foreach ((string path, int rows, int columns) in new[] { ("dense/kernel", 2, 3), ("dense_1/kernel", 3, 2), ("dense_2/kernel", 2, 1) })
        {
            for (int row = 0; row < rows; row++)
            {
                for (int column = 0; column < columns; column++)
                {
                    WeightExplanation weight = explanation.Of(path, row, column);
                    Assert.Equal(explanation.GradientOf(path).GetDouble(row, column), weight.Gradient);
                    CheckTerms(weight.Derivation, 6);
                    told.Add((path, row, column, weight.After));
                }
            }
        }

        model.TrainOnBatch(s_x, s_y);
        foreach ((string path, int row, int column, double after) in told) Assert.Equal(after, model.TrainableWeights.Single(weight => weight.Path == path).Variable.Value.GetDouble(row, column));
    }

    [Fact]
    public void An_unknown_weight_and_an_index_outside_are_named()
    {
        ModelExplanation explanation = Seeds(new Sgd(0.001)).Explain(s_x[0], s_y[0]);
        Assert.Contains("Did you mean dense/kernel?", Assert.Throws<ArgumentException>(() => explanation.Of("dens/kernel", 0, 0)).Message);
        Assert.Contains("(2, 2)", Assert.Throws<ArgumentException>(() => explanation.Of("dense/kernel", 0, 2)).Message);
    }

    private static void CheckTerms(Derivation derivation, int depth)
    {
        double size = derivation.Terms.Sum(term => Math.Abs(term.Product));
        Assert.True(derivation.IsLoss || Math.Abs(derivation.Remainder) <= 1e-13 * (size + 1e-300), $"{derivation.Name}: {derivation.Remainder}");
        if (depth == 0 || derivation.IsLoss) return;
        foreach (LocalTerm term in derivation.Terms.Take(2)) CheckTerms(derivation.Next(term), depth - 1);
    }

    private static Sequential Seeds(Optimizer optimizer)
    {
        var model = new Sequential(dtype: DType.Float64) { new Dense(2, inputDim: 2), new Dense(1) };
        model.SetWeights(Tensor.Full(0.1, DType.Float64, [2, 2]), new Tensor(DType.Float64, [2]), Tensor.Full(0.1, DType.Float64, [2, 1]), new Tensor(DType.Float64, [1]));
        model.Compile(optimizer, new MeanSquaredError());
        return model;
    }
}
