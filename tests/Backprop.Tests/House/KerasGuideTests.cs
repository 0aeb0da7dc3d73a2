using Backprop.Differentiation;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Testing;
using Backprop.Training;
using static Backprop.Operations.Operators;
using Functions = Backprop.Operations.Functions;

namespace Backprop.Tests.House;

/// <summary>Runs the programs of docs/from-keras-in-ten-minutes.md.</summary>
public sealed class KerasGuideTests() : DocumentPrograms("docs/from-keras-in-ten-minutes.md")
{
    [Fact]
    public void AModel()
    {
        StringWriter Console = Printed;

        float[,] x = { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } };
        float[,] y = { { 0 }, { 1 }, { 1 }, { 0 } };
        var model = new Sequential
        {
            new InputLayer([2]),
            new Dense(8, activation: "tanh"),
            new Dense(1, activation: "sigmoid"),
        };
        model.Compile(new Adam(0.1), loss: "binary_crossentropy", metrics: ["accuracy"]);
        History history = model.Fit(x, y, epochs: 100, batchSize: 4);
        Console.WriteLine($"accuracy {history["accuracy"][^1]}");
        Console.WriteLine(model.Evaluate(x, y)["accuracy"]);
        Console.WriteLine(model.Predict(x).Shape);

        MustStandInDocument();
    }

    [Fact]
    public void AGraphOfLayers()
    {
        StringWriter Console = Printed;

        SymbolicTensor words = Input.Of([10], DType.Int32, name: "words");
        SymbolicTensor price = Input.Of([1], name: "price");
        SymbolicTensor meaning = new GlobalAveragePooling1D().Apply(new Embedding(1000, 16).Apply(words));
        SymbolicTensor both = new Concatenate().Apply(meaning, price);
        SymbolicTensor rating = new Dense(1, name: "rating").Apply(both);
        SymbolicTensor kind = new Dense(3, activation: "softmax", name: "kind").Apply(both);
        var model = new Functional([words, price], [rating, kind]);
        model.Compile("adam", new Dictionary<string, Loss> { ["rating"] = "mse", ["kind"] = "sparse_categorical_crossentropy" });
        Console.WriteLine($"{model.CountParams()} parameters, outputs {string.Join(" and ", model.OutputNames)}");

        MustStandInDocument();
    }

    [Fact]
    public void ALoopOfYourOwn()
    {
        StringWriter Console = Printed;

        var model = new Sequential { new InputLayer([2]), new Dense(1) };
        var optimizer = new Sgd(0.1);
        Placeholder x = Placeholder.Of("x", DType.Float32, [4, 2]), y = Placeholder.Of("y", DType.Float32, [4, 1]);
        Node loss = Functions.Mean(Functions.Square(model.Apply(x, new CallContext(training: true)) - y));
        Variable[] weights = [.. model.TrainableWeights.Select(weight => weight.Variable)];
        IReadOnlyList<Node> gradients = Gradient.Of(loss, weights);
        IReadOnlyList<Update> updates = optimizer.Apply([.. weights.Zip(gradients, (weight, gradient) => new Parameter(weight, gradient))]);
        Plan step = Plan.Of([loss], updates);
        step.Feed(x, new float[,] { { 0, 0 }, { 0, 1 }, { 1, 0 }, { 1, 1 } });
        step.Feed(y, new float[,] { { 1 }, { 3 }, { 2 }, { 4 } });
        for (int i = 0; i < 500; i++) step.Run();
        Console.WriteLine(step[loss].GetDouble() < 1e-6);

        MustStandInDocument();
    }

    [Fact]
    public void FilesAndCallbacks()
    {
        using var directory = new TemporaryFolder();
        string folder = directory.Path;
        StringWriter Console = Printed;

        float[,] x = { { 1, 2 }, { 3, 4 }, { 5, 6 }, { 7, 8 } };
        float[,] y = { { 3 }, { 7 }, { 11 }, { 15 } };
        var model = new Sequential { new Dense(1, inputDim: 2) };
        model.Compile("adam", "mse");
        model.Fit(x, y, epochs: 3, callbacks: [new ModelCheckpoint(Path.Combine(folder, "best.keras"), monitor: "loss", saveBestOnly: true), new CSVLogger(Path.Combine(folder, "log.csv")), new TensorBoard(Path.Combine(folder, "logs"))]);
        Model read = Model.Load(Path.Combine(folder, "best.keras"));
        read.Fit(x, y, epochs: 2);
        read.SaveWeights(Path.Combine(folder, "final.weights.h5"));
        Console.WriteLine(File.ReadLines(Path.Combine(folder, "log.csv")).Count());

        MustStandInDocument();
    }

    [Fact]
    public void DataThatDoesNotFit()
    {
        StringWriter Console = Printed;

        Tensor series = Enumerable.Range(0, 1000).Select(i => MathF.Sin(i * 0.1f)).ToArray();
        IEnumerable<Batch> windows = Utils.TimeseriesDatasetFromArray(series, series[20..].Reshape([980, 1]), sequenceLength: 20, batchSize: 32, shuffle: true);
        var model = new Sequential { new InputLayer([20]), new Dense(1) };
        model.Compile("adam", "mse");
        model.Fit(windows, epochs: 2, prefetch: 4);
        Console.WriteLine(windows.Count());
        Console.WriteLine(Utils.ToCategorical(new[] { 0, 2 }));

        MustStandInDocument();
    }
}
