using System.Text.Json;
using Backprop.Formats;
using Backprop.Tensors;
using Backprop.Testing;
using Backprop.Training;

namespace Backprop.Tests.Training;

/// <summary>A model that the real Keras trained, step by step (tests/fixtures/keras-cases/README.md).</summary>
internal sealed class KerasCase
{
    private readonly IReadOnlyDictionary<string, Tensor> _arrays;
    private readonly JsonElement _json;

    public KerasCase(string name, double? tolerance = null)
    {
        string folder = Repository.At($"tests/fixtures/keras-cases/models/{name}");
        _arrays = NpzFile.Load(Path.Combine(folder, "data.npz"));
        _json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json"))).RootElement;
        // As the cases' README says: float64 agrees to about 1e-12, float32 to about 1e-5.
        Tolerance = tolerance ?? (_json.GetProperty("floatx").GetString() == "float64" ? 1e-11 : 2e-5);
    }

    public double Tolerance { get; }

    public TensorSet X => TensorSet.Create(Many("x"));

    public TensorSet Y => TensorSet.Create(Many("y"));

    public TensorSet? SampleWeight => _arrays.TryGetValue("sample_weight", out Tensor? weight) ? TensorSet.Create([weight]) : null;

    /// <summary>Everything that the case records: predictions, loss, steps on all rows, and a training.</summary>
    public void Check(Func<Model> make, IReadOnlyDictionary<int, double>? classWeight = null)
    {
        Model model = Initial(make);
        Near("predict", model.PredictAll(X));
        JsonElement fit = _json.GetProperty("fit");

        double[] losses = [.. _json.GetProperty("step_losses").EnumerateArray().Select(loss => loss.GetDouble())];
        for (int step = 1; step <= 5; step++)
        {
            double loss = model.TrainOnBatch(X, Y, SampleWeight).Loss;
            Near($"loss of step {step}", losses[step - 1], loss);
            if (_arrays.ContainsKey($"step{step}.0")) Near($"step{step}", model.GetWeights());
        }

        model = Initial(make);
        Logs evaluation = model.Evaluate(X, Y, sampleWeight: SampleWeight);
        foreach (JsonProperty entry in _json.GetProperty("evaluate").EnumerateObject()) Near($"evaluate {entry.Name}", entry.Value.GetDouble(), evaluation[entry.Name]);

        model = Initial(make);
        History history = model.Fit(
            X,
            Y,
            batchSize: fit.GetProperty("batch_size").GetInt32(),
            epochs: fit.GetProperty("epochs").GetInt32(),
            shuffle: false,
            validationSplit: fit.TryGetProperty("validation_split", out JsonElement split) ? split.GetDouble() : 0,
            classWeight: classWeight,
            sampleWeight: SampleWeight);
        JsonProperty[] series = [.. _json.GetProperty("history").EnumerateObject()];
        Assert.Equal(series.Select(entry => entry.Name).Order(), history.Keys.Order());
        foreach (JsonProperty entry in series)
        {
            double[] expected = [.. entry.Value.EnumerateArray().Select(value => value.GetDouble())];
            Assert.Equal(expected.Length, history[entry.Name].Count);
            for (int epoch = 0; epoch < expected.Length; epoch++) Near($"{entry.Name} in epoch {epoch}", expected[epoch], history[entry.Name][epoch]);
        }

        Near("fitted", model.GetWeights());
        Near("fitted_predict", model.PredictAll(X));
    }

    public Model Initial(Func<Model> make)
    {
        Model model = make();
        // The weights exist once the input is known.
        model.PredictAll(X);
        model.SetWeights(Many("initial"));
        return model;
    }

    private Tensor[] Many(string prefix)
    {
        var tensors = new List<Tensor>();
        while (_arrays.TryGetValue($"{prefix}.{tensors.Count}", out Tensor? tensor)) tensors.Add(tensor);
        return [.. tensors];
    }

    private void Near(string prefix, IReadOnlyList<Tensor> actual)
    {
        Tensor[] expected = Many(prefix);
        Assert.Equal(expected.Length, actual.Count);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i].Shape, actual[i].Shape);
            double[] a = expected[i].ToArray<double>(), b = actual[i].ToArray<double>();
            double largest = a.Length == 0 ? 0 : a.Max(Math.Abs);
            for (int j = 0; j < a.Length; j++) Near($"{prefix}.{i}, element {j}", a[j], b[j], largest);
        }
    }

    private void Near(string what, double expected, double actual, double scale = 0)
    {
        double difference = Math.Abs(expected - actual) / Math.Max(1e-3, Math.Max(Math.Abs(expected), scale));
        Assert.True(difference <= Tolerance, $"{what}: expected {expected:R}, got {actual:R}; relative difference {difference:E2}, allowed {Tolerance:E0}.");
    }
}
