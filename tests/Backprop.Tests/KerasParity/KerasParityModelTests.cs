using System.Text.Json;
using Backprop.Graphs;
using Backprop.Layers;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Testing;
using Backprop.Tests.Formats;
using Backprop.Training;

namespace Backprop.Tests.KerasParity;

/// <summary>Whole models of the real Keras, loaded from its files: every number that Keras computed with them, computed here.</summary>
public sealed class KerasParityModelTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => ParityFolder.Folders("models").Select(name => new TheoryDataRow<string>(name)).OrNotRun();

    public static IEnumerable<TheoryDataRow<string, int>> Steps => ParityFolder.Folders("models").SelectMany(name => new[] { 1, 2, 5 }.Select(step => new TheoryDataRow<string, int>(name, step))).OrNotRun();

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Weights_are_read_to_the_bit(string name)
    {
        var one = new ParityCase(name);
        Model model = one.Load();
        one.CheckWeights("initial", model, isTrained: false);
        string[] paths = [.. one.Json.GetProperty("weights").EnumerateArray().Select(weight => weight.GetProperty("path").GetString()!)];
        string[] ours = [.. model.Weights.Select(weight => weight.Path)];
        // The model's name stands in front only where its construction built the layer.
        for (int i = 0; i < paths.Length; i++) Assert.True(paths[i] == ours[i] || paths[i] == $"{model.Name}/{ours[i]}" || ours[i].EndsWith('/' + paths[i]), $"Keras calls weight {i} {paths[i]}, we call it {ours[i]}");
        Assert.Equal(one.Json.GetProperty("trainable").EnumerateArray().Select(index => index.GetInt32()), model.TrainableWeights.Select(weight => model.Weights.ToList().IndexOf(weight)));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Parameters_are_counted(string name)
    {
        var one = new ParityCase(name);
        Model model = one.Load();
        long parameters = one.Json.GetProperty("parameters").GetInt64();
        Assert.Equal(parameters, model.CountParams());
        // A compiled model's total has the optimizer's numbers in it.
        string total = $"Total params: {parameters.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)}";
        Assert.Contains(total, Model.Load(ParityFolder.At("models", name, "initial.keras"), compile: false).Summary());
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Inference_agrees(string name)
    {
        var one = new ParityCase(name);
        Agree(one, "predict", one.Load().PredictAll(one.X), one.Tolerance);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Training_output_agrees(string name)
    {
        var one = new ParityCase(name);
        Model model = one.Load();
        IReadOnlyList<Tensor> inputs = model.PrepareInputs(one.X);
        IReadOnlyList<Node> outputs = model.ApplyAll([.. inputs.Select(input => (Node)Backprop.Graphs.Constant.Of(input))], new CallContext(training: true));
        Agree(one, "training_output", [.. outputs.Select(output => output.Evaluate())], one.Tolerance);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Loss_agrees(string name)
    {
        var one = new ParityCase(name);
        Model model = one.Load();
        one.Tolerance.Check(one.Json.GetProperty("loss").GetDouble(), model.TrainOnBatch(one.X, one.Y, one.SampleWeight).Loss, "loss");
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Every_gradient_agrees(string name)
    {
        var one = new ParityCase(name);
        Model model = one.Load();
        (StepExpression step, TrainingData data) = model.StepFor(one.X, one.Y, one.SampleWeight);
        int[] trainable = [.. one.Json.GetProperty("trainable").EnumerateArray().Select(index => index.GetInt32())];
        IReadOnlyList<Weight> weights = model.Weights;
        var wanted = trainable.Where(index => one.Has($"gradient.{index}")).Select(index => (Index: index, Node: step.Record!.Adjoint(weights[index].Variable))).ToArray();
        var feeds = step.Placeholders.Zip(data.All).ToDictionary(pair => pair.First, pair => pair.Second);
        Trace trace = Trace.Run([.. wanted.Select(entry => entry.Node).OfType<Node>()], feeds);
        foreach ((int index, Node? node) in wanted)
        {
            Tensor expected = one.Array($"gradient.{index}");
            Tensor actual = node is null ? new Tensor(expected.DType, expected.Shape) : trace[node];
            one.Tolerance.Check(expected, actual, $"gradient of {weights[index].Path}");
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Steps))]
    public void Weights_after_steps_agree(string name, int steps)
    {
        var one = new ParityCase(name);
        Model model = one.Load();
        double[] losses = [.. one.Json.GetProperty("step_losses").EnumerateArray().Select(loss => loss.GetDouble())];
        ParityTolerance tolerance = Steady(one, model);
        for (int step = 0; step < steps; step++) tolerance.Check(losses[step], model.TrainOnBatch(one.X, one.Y, one.SampleWeight).Loss, $"loss of step {step + 1}");
        one.CheckWeights($"step{steps}", model, isTrained: true);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Evaluation_agrees(string name)
    {
        var one = new ParityCase(name);
        JsonProperty[] expected = [.. one.Json.GetProperty("evaluate").EnumerateObject()];
        // The case does not say whether it was evaluated in batches of 32 or in those of its fit; only the losses of single outputs depend on it.
        Model model = one.Load();
        Logs logs = model.Evaluate(one.X, one.Y, 32, one.SampleWeight), inFitBatches = model.Evaluate(one.X, one.Y, one.Json.GetProperty("fit").GetProperty("batch_size").GetInt32(), one.SampleWeight);
        Assert.Equal(expected.Select(entry => entry.Name).Order(), logs.Keys.Order());
        foreach (JsonProperty entry in expected)
        {
            double wanted = entry.Value.GetDouble();
            bool isOther = entry.Name != "loss" && entry.Name.EndsWith("_loss", StringComparison.Ordinal) && Math.Abs(inFitBatches[entry.Name] - wanted) < Math.Abs(logs[entry.Name] - wanted);
            one.Tolerance.Check(wanted, (isOther ? inFitBatches : logs)[entry.Name], entry.Name);
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void History_of_a_fit_agrees(string name)
    {
        var one = new ParityCase(name);
        Model model = one.Load();
        History history = one.Fit(model);
        JsonProperty[] expected = [.. one.Json.GetProperty("history").EnumerateObject()];
        Assert.Equal(expected.Select(entry => entry.Name).Order(), history.Keys.Order());
        ParityTolerance tolerance = Steady(one, model);
        foreach (JsonProperty entry in expected)
        {
            double[] values = [.. entry.Value.EnumerateArray().Select(value => value.GetDouble())];
            Assert.Equal(values.Length, history[entry.Name].Count);
            for (int epoch = 0; epoch < values.Length; epoch++) tolerance.Check(values[epoch], history[entry.Name][epoch], $"{entry.Name} in epoch {epoch}");
        }
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Fitted_weights_agree(string name)
    {
        var one = new ParityCase(name);
        Model model = one.Load();
        one.Fit(model);
        one.CheckWeights("fitted", model, isTrained: true);
        Agree(one, "fitted_predict", model.PredictAll(one.X), Steady(one, model));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Training_goes_on_from_the_saved_optimizer(string name)
    {
        var one = new ParityCase(name);
        Model model = one.Load("fitted.keras");
        one.CheckWeights("fitted", model, isTrained: false);
        for (int step = 0; step < 2; step++) model.TrainOnBatch(one.X, one.Y, one.SampleWeight);
        one.CheckWeights("continued", model, isTrained: true);
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Our_save_of_the_fitted_model_gives_the_same_bits(string name)
    {
        var one = new ParityCase(name);
        Model model = one.Load();
        one.Fit(model);
        using var folder = new TemporaryFolder();
        string path = folder.At("ours.keras");
        model.Save(path);
        Model again = Model.Load(path);
        Assert.Equal(model.Weights.Select(weight => weight.Path), again.Weights.Select(weight => weight.Path));
        SameBits("weights", model.GetWeights(), again.GetWeights());
        SameBits("prediction", model.PredictAll(one.X), again.PredictAll(one.X));
        SameBits("optimizer", [.. model.Optimizer.Variables.Select(variable => variable.Value)], [.. again.Optimizer.Variables.Select(variable => variable.Value)]);
        // Training goes on alike.
        Assert.Equal(model.TrainOnBatch(one.X, one.Y, one.SampleWeight).Loss, again.TrainOnBatch(one.X, one.Y, one.SampleWeight).Loss);
        SameBits("weights after a further step", model.GetWeights(), again.GetWeights());
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void Our_file_has_the_same_datasets_as_that_of_Keras(string name)
    {
        var one = new ParityCase(name);
        Model model = one.Load("fitted.keras");
        using var folder = new TemporaryFolder();
        string path = folder.At("ours.keras");
        model.Save(path);
        Assert.Equal(Datasets(ParityFolder.At("models", name, "fitted.keras")), Datasets(path));
    }

    /// <summary>Path, type, shape and a checksum of the bytes of every dataset, as h5py sees them.</summary>
    private static string[] Datasets(string archive)
    {
        const string Program = """
            import h5py, hashlib, io, sys, zipfile
            file = h5py.File(io.BytesIO(zipfile.ZipFile(sys.argv[1]).read("model.weights.h5")), "r")
            def show(path, item):
                if isinstance(item, h5py.Dataset):
                    print(path, item.dtype, item.shape, hashlib.sha256(item[()].tobytes()).hexdigest())
            file.visititems(show)
            """;
        H5pyWitness.Require();
        return H5pyWitness.Run("-c", Program, archive).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static void SameBits(string what, IReadOnlyList<Tensor> expected, IReadOnlyList<Tensor> actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++) Assert.True(expected[i].ToArray<double>().SequenceEqual(actual[i].ToArray<double>()), $"{what}: tensor {i} is not the same: {string.Join(" ", expected[i].ToArray<double>().Take(4))} and {string.Join(" ", actual[i].ToArray<double>().Take(4))}");
    }

    private static void Agree(ParityCase one, string prefix, IReadOnlyList<Tensor> actual, ParityTolerance tolerance)
    {
        Tensor[] expected = one.Many(prefix);
        Assert.Equal(expected.Length, actual.Count);
        for (int i = 0; i < expected.Length; i++) tolerance.Check(expected[i], actual[i], $"{prefix}.{i}");
    }

    /// <summary>What is allowed for results of training: with a schedule, that of float32 steps.</summary>
    private static ParityTolerance Steady(ParityCase one, Model model) => one.IsDouble && model.Optimizer.Schedule is not null ? one.Tolerance with { Absolute = 1e-8, Relative = 1e-7 } : one.Tolerance;
}
