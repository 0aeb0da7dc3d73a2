using System.Text.Json;
using Backprop.Formats;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Tests.KerasParity;

/// <summary>One model that the real Keras made and trained, with every number that came out (the form: keras-cases/README.md).</summary>
internal sealed class ParityCase
{
    private readonly IReadOnlyDictionary<string, Tensor> _arrays;
    private readonly string _config;

    public ParityCase(string name)
    {
        Name = name;
        _arrays = NpzFile.Load(ParityFolder.At("models", name, "data.npz"));
        Json = JsonDocument.Parse(File.ReadAllText(ParityFolder.At("models", name, "case.json"))).RootElement;
        using (ModelArchive archive = ModelArchive.Open(ParityFolder.At("models", name, "initial.keras"))) _config = archive.ReadText(ModelArchive.Config);
        IsDouble = Json.GetProperty("floatx").GetString() == "float64";
        X = TensorSet.Create(Many("x"));
        Y = TensorSet.Create(Many("y"));
        SampleWeight = _arrays.TryGetValue("sample_weight", out Tensor? weight) ? TensorSet.Create([weight]) : null;
    }

    public string Name { get; }

    public JsonElement Json { get; }

    public bool IsDouble { get; }

    public TensorSet X { get; }

    public TensorSet Y { get; }

    public TensorSet? SampleWeight { get; }

    /// <summary>What is allowed for numbers that no optimizer has made.</summary>
    public ParityTolerance Tolerance => ParityException.Tolerance(IsDouble ? DType.Float64 : DType.Float32, _config);

    public Model Load(string file = "initial.keras") => Model.Load(ParityFolder.At("models", Name, file));

    public bool Has(string key) => _arrays.ContainsKey(key);

    public Tensor Array(string key) => _arrays[key];

    public Tensor[] Many(string prefix)
    {
        var tensors = new List<Tensor>();
        while (_arrays.TryGetValue($"{prefix}.{tensors.Count}", out Tensor? tensor)) tensors.Add(tensor);
        return [.. tensors];
    }

    public History Fit(Model model)
    {
        JsonElement fit = Json.GetProperty("fit");
        return model.Fit(
            X,
            Y,
            batchSize: fit.GetProperty("batch_size").GetInt32(),
            epochs: fit.GetProperty("epochs").GetInt32(),
            shuffle: false,
            validationSplit: fit.TryGetProperty("validation_split", out JsonElement split) ? split.GetDouble() : 0,
            validationData: Has("validation_x.0") ? new ValidationData(TensorSet.Create(Many("validation_x")), TensorSet.Create(Many("validation_y"))) : null,
            classWeight: fit.TryGetProperty("class_weight", out JsonElement classes) ? classes.EnumerateObject().ToDictionary(entry => int.Parse(entry.Name), entry => entry.Value.GetDouble()) : null,
            sampleWeight: SampleWeight);
    }

    /// <summary>Holds all weights of a model to those that Keras had.</summary>
    public void CheckWeights(string prefix, Model model, bool isTrained)
    {
        JsonElement[] descriptions = [.. Json.GetProperty("weights").EnumerateArray()];
        IReadOnlyList<Tensor> weights = model.GetWeights();
        Assert.Equal(descriptions.Length, weights.Count);
        for (int i = 0; i < weights.Count; i++)
        {
            string path = descriptions[i].GetProperty("path").GetString()!;
            ParityTolerance tolerance = isTrained ? Trained(model, path) : new(0, 0);
            if (Has($"{prefix}.{i}")) tolerance.Check(Array($"{prefix}.{i}"), weights[i], $"{prefix}.{i}, {path}");
        }
    }

    /// <summary>What is allowed for a weight after training; ParityException gives the reasons.</summary>
    private ParityTolerance Trained(Model model, string path)
    {
        ParityTolerance tolerance = Tolerance;
        // ParityException.Schedules.
        if (IsDouble && model.Optimizer.Schedule is not null) return tolerance with { Absolute = 1e-8 };
        // ParityException.KeyBias.
        if (!IsDouble && path.EndsWith("key/bias", StringComparison.Ordinal)) return tolerance with { Absolute = 10 * model.Optimizer.LearningRate };
        return tolerance;
    }
}
