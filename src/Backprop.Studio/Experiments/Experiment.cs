using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Explanations;
using Backprop.Explanations.Auditing;
using Backprop.Formats;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Studio.Experiments;

/// <summary>
/// All that a training depends on: the network with its first weights, the data, the loss, the optimizer and the size of a batch. It never changes; an edit makes another one.
/// Its text is a claim that claims nothing (docs/audit.md) with a "batch_size", so that <c>backprop explain</c>, <c>step</c> and <c>audit</c> read it too.
/// </summary>
internal sealed class Experiment
{
    /// <summary>A text longer than this is not taken.</summary>
    public const int MostLetters = 8_000_000;

    private const int MostNesting = 40;
    private readonly JsonObject _json;
    private readonly OpenedModel? _opened;
    private (Model Model, SampleData Data)? _built;

    private Experiment(JsonObject json, OpenedModel? opened)
    {
        (_json, _opened) = (json, opened);
        Text = json.ToJsonString();
        Id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))[..16];
    }

    /// <summary>The experiment as JSON; the same experiment has the same text.</summary>
    public string Text { get; }

    /// <summary>Its name in addresses, made from the text.</summary>
    public string Id { get; }

    public string Name => _json["name"]?.ToString() ?? "network";

    public string? About => _json["about"]?.ToString();

    public int BatchSize => _json["batch_size"] is JsonValue size && size.TryGetValue(out int rows) ? rows : 1;

    /// <summary>A file of a model that is too large to be written out, so that the experiment needs the file beside it.</summary>
    public string? File => _json["file"]?.ToString();

    /// <summary>The layers written as sizes with activations, which can be edited; null for other networks.</summary>
    public IReadOnlyList<JsonObject>? Layers => _json["layers"] is JsonArray list ? [.. list.OfType<JsonObject>()] : null;

    /// <summary>A copy of the text as JSON.</summary>
    public JsonObject Json() => (JsonObject)_json.DeepClone();

    /// <summary>Reads an experiment.</summary>
    /// <param name="text">Its text: a claim, also one with claimed numbers, which are left out.</param>
    /// <param name="opened">The model that was named when the program was started, if one was.</param>
    /// <exception cref="ModelFormatException">It is none; the message says what is wrong.</exception>
    public static Experiment Parse(string text, OpenedModel? opened = null)
    {
        if (text.Length > MostLetters) throw new ModelFormatException($"The experiment has {text.Length:N0} letters, more than {MostLetters:N0}: use fewer samples, or open the model as a file.");
        JsonNode? node;
        try
        {
            node = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = MostNesting, AllowDuplicateProperties = false });
        }
        catch (JsonException error)
        {
            throw new ModelFormatException($"The experiment is not JSON: {error.Message}", error);
        }

        if (node is not JsonObject json) throw new ModelFormatException("The experiment must be an object in braces.");
        json.Remove("gradients");
        json.Remove("updated_weights");
        Spell(json, opened);
        var experiment = new Experiment(json, opened);
        if (json["batch_size"] is { } size && (size is not JsonValue value || !value.TryGetValue(out int rows) || rows < 1)) throw new ModelFormatException("\"batch_size\" must be a whole number from 1 on.");
        (Model model, SampleData data) = experiment.Build();
        // Whatever does not fit says so here, and not when somebody walks through it.
        _ = Checked(() => model.Explain(Rows(data, 0, experiment.BatchSize).X, Rows(data, 0, experiment.BatchSize).Y));
        experiment._built = (model, data);
        return experiment;
    }

    /// <summary>An experiment from a model in memory; a large one is not written out but found again by its file.</summary>
    public static Experiment Of(Model model, SampleData data, string name, int batchSize, string? about, OpenedModel? opened)
    {
        var json = new JsonObject { ["name"] = name };
        if (about is not null) json["about"] = about;
        if (opened is not null && model.Weights.Sum(weight => (long)weight.Shape.Size) > OpenedModel.MostWritten)
        {
            json["file"] = opened.Mark;
        }
        else
        {
            JsonObject compiled = model.GetCompileConfig() ?? throw new InvalidOperationException("The model is not compiled.");
            json["config"] = Vocabulary.KerasObjects.Write(model);
            json["weights"] = new JsonObject(model.Weights.Select(weight => KeyValuePair.Create(weight.Path, (JsonNode?)NumberText.Of(weight.Variable.Value))));
            json["compile_config"] = compiled.DeepClone();
        }

        json["batch_size"] = batchSize;
        json["x"] = All(data.X);
        json["y"] = All(data.Y);
        return Parse(json.ToJsonString(), opened);
    }

    /// <summary>Builds the network with its first weights, and the data.</summary>
    /// <exception cref="ModelFormatException">Something in the text is wrong.</exception>
    public (Model Model, SampleData Data) Build()
    {
        // Reading an experiment has built it once; nobody else has that model yet.
        lock (_json)
        {
            if (_built is { } built)
            {
                _built = null;
                return built;
            }
        }

        JsonObject claim = Json();
        foreach (string key in (string[])["batch_size", "file"]) claim.Remove(key);
        Model? given = null;
        if (File is { } mark)
        {
            if (_opened is null || _opened.Mark != mark) throw new ModelFormatException($"This link belongs to the file {mark.Split(' ')[0]}, which is too large for a link. Start the page with that file: backprop studio {mark.Split(' ')[0]}");
            given = _opened.Load();
        }

        AuditClaim read = AuditClaim.Parse(claim.ToJsonString(), given);
        return (read.Model, new SampleData(read.X, read.Y, read.SampleWeight));
    }

    /// <summary>The same experiment with changes.</summary>
    public Experiment With(Action<JsonObject> change)
    {
        JsonObject json = Json();
        change(json);
        return Parse(json.ToJsonString(), _opened);
    }

    /// <summary>Some rows of the data.</summary>
    public static SampleData Rows(SampleData data, int from, int count)
    {
        return new SampleData(Cut(data.X), Cut(data.Y), data.SampleWeight is null ? null : Cut(data.SampleWeight));

        TensorSet Cut(TensorSet set) => TensorSet.Create([.. set.Select(tensor =>
        {
            int rows = Math.Min(count, tensor.Shape[0] - from), width = tensor.Shape[0] == 0 ? 0 : tensor.Size / tensor.Shape[0];
            double[] values = tensor.ToArray<double>();
            return Tensor.From(values[(from * width)..((from + rows) * width)], tensor.Shape.With(0, rows)).Cast(tensor.DType);
        })]);
    }

    /// <summary>Spells out what a claim may shorten: layers that are only sizes, weights without their names.</summary>
    private static void Spell(JsonObject json, OpenedModel? opened)
    {
        if (json["layers"] is JsonArray layers)
        {
            for (int i = 0; i < layers.Count; i++)
            {
                if (layers[i] is JsonValue size) layers[i] = new JsonObject { ["units"] = size.DeepClone() };
            }
        }

        if (json["weights"] is not JsonArray list) return;
        IReadOnlyList<Layers.Weight> weights = new Experiment(json, opened).Build().Model.Weights;
        json["weights"] = new JsonObject(weights.Select(weight => KeyValuePair.Create(weight.Path, (JsonNode?)NumberText.Of(weight.Variable.Value))));
        json.Remove("layout");
    }

    private static T Checked<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw new ModelFormatException(error.Message.Split(" (Parameter '")[0], error);
        }
    }

    private static JsonNode All(TensorSet set) => set.Count == 1 ? NumberText.Of(set[0]) : new JsonArray([.. set.Select(tensor => (JsonNode)NumberText.Of(tensor))]);
}
