using Backprop.Differentiation;
using Backprop.Explanations;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Operations;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.House;

/// <summary>Runs the programs of README.md, so that neither they nor what they are said to print goes stale.</summary>
public sealed class ReadmeTests() : DocumentPrograms("README.md")
{
    [Fact]
    public void TheModel()
    {
        StringWriter Console = Printed;

        double[,] x = { { 8, 8 }, { 7, 9 }, { 6, 10 }, { 5, 12 } };
        double[,] y = { { 4 }, { 5 }, { 6 }, { 7 } };
        var model = new Sequential(dtype: DType.Float64)
        {
            new Dense(2, activation: "linear", inputDim: 2),
            new Dense(1, activation: "linear"),
        };
        model.Compile(new Sgd(0.001), loss: "mse");
        History history = model.Fit(x, y, batchSize: 1, epochs: 75, shuffle: false);
        Console.WriteLine(history["loss"][^1] < history["loss"][0] ? "the loss fell" : "the loss rose");
        Console.WriteLine(model.Predict(x).Shape);

        MustStandInDocument();
    }

    [Fact]
    public void TheExplanation()
    {
        StringWriter Console = Printed;

        var model = new Sequential(dtype: DType.Float64)
        {
            new Dense(2, activation: "linear", inputDim: 2),
            new Dense(1, activation: "linear"),
        };
        model.SetWeights([
            new double[,] { { 0.1, 0.1 }, { 0.1, 0.1 } }, new double[] { 0, 0 },
            new double[,] { { 0.1 }, { 0.1 } }, new double[] { 0 },
        ]);
        model.Compile(new Sgd(0.001), loss: "mse");
        Console.WriteLine(model.Explain(new double[,] { { 8, 8 } }, new double[,] { { 4 } }).Of("dense/kernel", 0, 1));

        MustStandInDocument();
    }

    [Fact]
    public void TheCheckOfAGradient()
    {
        StringWriter Console = Printed;

        double Loss(double[] w) => w[0] * w[0] + 3 * w[0] * w[1];
        double[] Gradient(double[] w) => [2 * w[0] + 3 * w[1], 2 * w[0]];
        GradientCheckResult result = GradientCheck.Of(Loss, Gradient, [1, 2]);
        Console.WriteLine(result);

        MustStandInDocument();
    }

    [Fact]
    public void TheGradientOfAnExpression()
    {
        StringWriter Console = Printed;

        Variable w = Variable.Of("w", 1, 2, 3);
        Node loss = Functions.Sum(Functions.Square(w) * w);
        Node gradient = Gradient.Of(loss, w);
        Node second = Gradient.Of(Functions.Sum(gradient), w);
        Console.WriteLine(string.Join(", ", gradient.Evaluate().ToArray<double>()));
        Console.WriteLine(string.Join(", ", second.Evaluate().ToArray<double>()));

        MustStandInDocument();
    }
}
