#:package Microsoft.Data.Analysis
#:project ../src/Backprop/Backprop.csproj
#:project ../src/Backprop.ByHand/Backprop.ByHand.csproj
#:project Page/Backprop.Lessons.csproj

// Classification by model: whether a student is placed, in the calls that a Keras user knows.
// Run it with: dotnet run lessons/classification-by-model.cs

using Backprop.Layers;
using Backprop.Lessons;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;
using Microsoft.Data.Analysis;
using Hand = Backprop.ByHand;

internal static class ClassificationByModel
{
    private static void Main(string[] arguments) => Page.Show(arguments, Write);

    public static void Write(Page page)
    {
        page.Heading("1. The table");
        var students = new DataFrame(
            new DoubleDataFrameColumn("cgpa", [8, 7, 6, 5]),
            new DoubleDataFrameColumn("profile_score", [8, 9, 10, 5]),
            new DoubleDataFrameColumn("placed", [1, 1, 0, 0]));
        page.Write(students.ToString());

        page.Heading("2. The model");
        page.Write(Build(DType.Float64).Summary());

        page.Heading("3. SGD 0.0001, in row order and float64");
        double[] sgd = Fit(page, "sgd", students, new Sgd(learningRate: 0.0001), DType.Float64, shuffle: false);
        Compare(page, "sgd", sgd, ByHand(students, new Hand.GradientDescent(learningRate: 0.0001)));

        page.Heading("4. Adam, in row order and float64");
        double[] adam = Fit(page, "adam", students, new Adam(), DType.Float64, shuffle: false);
        Compare(page, "adam", adam, ByHand(students, new Hand.Adam(learningRate: 0.001)));
        page.Write("And in float32, Keras' own number type:");
        Fit(page, "adam_float32", students, new Adam(), DType.Float32, shuffle: false);

        page.Heading("5. Adam, shuffled in every epoch, as the seed ran it");
        Fit(page, "adam_shuffled", students, new Adam(), DType.Float32, shuffle: true);
        page.Write("Another order of the students gives other last digits; the published run did not record its own.");
    }

    private static Sequential Build(DType dtype)
    {
        var model = new Sequential(dtype: dtype)
        {
            new Dense(2, activation: "sigmoid", inputDim: 2),
            new Dense(1, activation: "sigmoid"),
        };
        model.SetWeights(
            new double[,] { { 0.1, 0.1 }, { 0.1, 0.1 } },
            new double[] { 0, 0 },
            new double[,] { { 0.1 }, { 0.1 } },
            new double[] { 0 });
        return model;
    }

    /// <summary>Compiles and trains a fresh model, writes loss and weights of each epoch, and returns the weights at the end.</summary>
    private static double[] Fit(Page page, string name, DataFrame students, Optimizer optimizer, DType dtype, bool shuffle)
    {
        Tensor x = Tensor.From(students.Rows.SelectMany(row => new[] { (double)row["cgpa"], (double)row["profile_score"] }).ToArray(), [4, 2]).Cast(dtype);
        Tensor y = Tensor.From(students.Rows.Select(row => (double)row["placed"]).ToArray(), [4, 1]).Cast(dtype);

        Sequential model = Build(dtype);
        model.Compile(optimizer, new BinaryCrossentropy(), metrics: ["accuracy"]);

        page.EpochHeader();
        var observer = new LambdaCallback(onEpochEnd: (epoch, logs) => page.Epoch(epoch + 1, logs.Loss, Weights(model)));
        History history = model.Fit(x, y, epochs: 50, batchSize: 1, shuffle: shuffle, callbacks: [observer]);
        page.Write($"Accuracy in the last epoch: {history["accuracy"][^1]:F2}.");
        page.KeepRun(name, history["loss"], Weights(model));
        page.Numbers.Keep($"{name}/accuracy", history["accuracy"]);
        return Weights(model);
    }

    private static double[] Weights(Sequential model) => [.. model.GetWeights().SelectMany(weight => weight.ToArray<double>())];

    /// <summary>The same training in the plain loops of classification-by-hand.</summary>
    private static double[] ByHand(DataFrame students, Hand.UpdateRule rule)
    {
        double[][] x = [.. students.Rows.Select(row => new[] { (double)row["cgpa"], (double)row["profile_score"] })];
        double[] y = [.. students.Rows.Select(row => (double)row["placed"])];
        var network = new Hand.Network([2, 2, 1], [Hand.Activation.Sigmoid, Hand.Activation.Sigmoid], Hand.Loss.BinaryCrossEntropy, initialWeight: 0.1);
        network.Train(x, y, epochs: 50, rule);
        return network.GetWeights();
    }

    private static void Compare(Page page, string name, double[] model, double[] hand)
    {
        int digits = Hand.Agreement.Digits(model, hand);
        page.Write($"The same training by hand ends with weights that agree {(digits == Hand.Agreement.EqualBits ? "in every bit" : $"to {digits} digits or more")}.");
        page.Numbers.Keep($"{name}/relative_difference_from_by_hand", Hand.Agreement.RelativeDifference(model, hand));
    }
}
