using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Formats;
using Backprop.Tensors;
using Backprop.Training;
using Backprop.Vocabulary;

namespace Backprop.Explanations.Auditing;

/// <summary>
/// A claim from a file: a model or a network written out, a batch, and gradients or weights after one update. The form is JSON; arrays may stand in .npy, .npz and .csv files.
/// docs/audit.md has the form.
/// </summary>
public sealed class AuditClaim
{
    private static readonly string[] s_keys = ["model", "config", "compile_config", "layers", "weights", "loss", "optimizer", "layout", "x", "y", "sample_weight", "class_weight", "gradients", "updated_weights", "batch_size", "about", "name", "note"];
    private readonly List<(string Path, ClaimNumbers Numbers, bool IsUpdate)> _numbers = [];
    private readonly string? _layout;
    private readonly string _file;

    private AuditClaim(Config config, string? folder, string claimFile, Model? given)
    {
        _file = claimFile;
        foreach (string key in config.Keys.Where(key => !s_keys.Contains(key)))
        {
            string hint = KerasNames.Nearest(key, s_keys) is { } nearest ? $"Did you mean \"{nearest}\"?" : $"Known are {string.Join(", ", s_keys)}.";
            throw new ConfigException(config.Path, $"\"{key}\" means nothing in a claim. {hint}");
        }

        _layout = config.OptionalText("layout");
        if (_layout is not (null or "units-first" or "inputs-first")) throw config.Wrong("layout", "\"units-first\" or \"inputs-first\"");
        X = Arrays(config, "x", folder) ?? throw new ConfigException(config.Path, "\"x\" is missing; the inputs are expected.");
        Y = Arrays(config, "y", folder) ?? throw new ConfigException(config.Path, "\"y\" is missing; the targets are expected.");
        SampleWeight = Arrays(config, "sample_weight", folder);
        if (given is not null)
        {
            foreach (string key in (string[])["model", "config", "compile_config", "layers", "weights", "loss", "optimizer"])
            {
                if (config.Has(key)) throw new ConfigException(config.At(key), "the network is given already: the claim has only numbers to check.");
            }

            Model = given;
        }
        else if (config.OptionalText("model") is { } model)
        {
            if (config.Has("layers") || config.Has("config")) throw new ConfigException(config.Path, $"it names a \"model\" and writes out {(config.Has("layers") ? "\"layers\"" : "a \"config\"")}; one of the two is meant.");
            if (folder is null) throw new ConfigException(config.At("model"), ClaimNumbers.NoFiles);
            string file = Path.Combine(folder, model);
            if (!File.Exists(file) && !Directory.Exists(file)) throw new ConfigException(config.At("model"), $"there is no file {model} beside the claim.");
            Model = Training.Model.Load(file);
            if (!Model.IsCompiled) throw new ConfigException(config.At("model"), $"{model} was saved without a loss and an optimizer, so it has no gradients: compile the model before it is saved.");
        }
        else
        {
            Model = InlineNetwork.Build(config, folder, X, _layout == "units-first");
        }

        X = Parts(X, Model.InputTypes.Count);
        Y = Parts(Y, Model.OutputNames.Count);
        Read(config, "gradients", folder, false);
        Read(config, "updated_weights", folder, true);
        if (config.Has("class_weight")) SampleWeight = ClassWeights(config);
    }

    /// <summary>The model, compiled.</summary>
    public Model Model { get; }

    /// <summary>The inputs, one tensor for each.</summary>
    public TensorSet X { get; }

    /// <summary>The targets, one tensor for each output.</summary>
    public TensorSet Y { get; }

    /// <summary>The samples' weights, or null.</summary>
    public TensorSet? SampleWeight { get; }

    /// <summary>Reads a claim.</summary>
    /// <param name="path">A .json file.</param>
    /// <exception cref="ModelFormatException">The file is not a claim, or something in it is wrong; the message names file and place.</exception>
    /// <exception cref="IOException">There is no such file, or it cannot be opened.</exception>
    public static AuditClaim Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(File.ReadAllText(path), Path.GetFileName(path), Path.GetDirectoryName(Path.GetFullPath(path))!, null);
    }

    /// <summary>Reads a claim from a text of which nobody knows where it comes from: its numbers must all be written out, and no file is opened.</summary>
    /// <param name="json">The text.</param>
    /// <param name="model">The compiled model that the claim is about, where the text has only x, y and the numbers claimed. Default: the text says it.</param>
    /// <exception cref="ModelFormatException">The text is not a claim, names a file, or something in it is wrong; the message names the place.</exception>
    public static AuditClaim Parse(string json, Model? model = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Read(json, "the text", null, model);
    }

    private static AuditClaim Read(string text, string name, string? folder, Model? model)
    {
        try
        {
            JsonNode? json = JsonNode.Parse(BareNumbers.Quote(text), documentOptions: new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false });
            if (json is not JsonObject claim) throw new ConfigException("claim", $"it must be an object in braces, not {Config.Short(json)}.");
            return new AuditClaim(new Config(claim, "claim"), folder, name, model);
        }
        catch (JsonException error)
        {
            throw new ModelFormatException($"{name} is not JSON: {error.Message}", error);
        }
        catch (ConfigException error)
        {
            throw new ModelFormatException($"{name}: {error.Message}", error);
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw Bad(name, error);
        }
    }

    /// <summary>Checks the claim.</summary>
    /// <exception cref="ModelFormatException">It claims nothing, names a weight that the model does not have, or has numbers of another shape.</exception>
    public AuditReport Check()
    {
        if (_numbers.Count == 0) throw new ModelFormatException($"{_file}: claim: it claims nothing: \"gradients\" or \"updated_weights\" are expected.");
        try
        {
            return Report();
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw Bad(_file, error);
        }
    }

    private static ModelFormatException Bad(string file, Exception error) => new($"{file}: {error.Message.Split(" (Parameter '")[0]}", error);

    private AuditReport Report()
    {
        ModelAudit audit = Audit.Of(Model, X, Y, SampleWeight);
        bool isInferred = _layout is null && IsUnitsFirst();
        bool unitsFirst = _layout == "units-first";
        var claims = new List<ClaimedNumbers>();
        var contrary = new List<string>();
        int decimals = _numbers.Max(entry => entry.Numbers.Decimals), digits = _numbers.Max(entry => entry.Numbers.Digits);
        bool isWhole = ClaimNumbers.AreWhole([.. _numbers.Select(entry => entry.Numbers)]);
        foreach ((string path, ClaimNumbers numbers, bool isUpdate) in _numbers)
        {
            Tensor values = numbers.Values;
            Shape shape = Model.Weights[WeightNames.Find(Model, path)].Shape;
            if (shape.Rank == 2 && values.Rank == 2)
            {
                bool fits = unitsFirst || isInferred ? values.Shape[0] == shape[1] && values.Shape[1] == shape[0] : values.Shape == shape;
                bool isOther = !fits && _layout is not null && (unitsFirst ? values.Shape == shape : values.Shape[0] == shape[1] && values.Shape[1] == shape[0]);
                if (isOther) contrary.Add(path);
                if (fits ? unitsFirst || isInferred : isOther && !unitsFirst) values = Flip(values);
            }

            claims.Add(audit.ClaimOf(path, values, isUpdate, isWhole || digits > 15 ? 0 : 0.5 * Math.Pow(10, -decimals), isWhole ? 17 : digits));
        }

        AuditReport report = audit.Check(claims);
        if (contrary.Count == 0 || report.Verdict != AuditVerdict.Agrees) return report;
        var worst = new AuditFinding("transposed", "transposed", null, contrary[0], $"The kernels are written in the other layout than the claim states. {contrary[0]} should be written {(unitsFirst ? "(units, inputs)" : "(inputs, units)")}, and that is all that differs.", null, null, []);
        return report with { Verdict = AuditVerdict.Disagrees, Findings = [worst] };
    }

    /// <summary>Whether kernels that are not square are all written (units, inputs), so that this is the claim's layout though it does not say so.</summary>
    private bool IsUnitsFirst()
    {
        bool any = false;
        foreach ((string path, ClaimNumbers numbers, _) in _numbers)
        {
            Shape shape = Model.Weights[WeightNames.Find(Model, path)].Shape;
            if (shape.Rank != 2 || shape[0] == shape[1] || numbers.Values.Rank != 2) continue;
            if (numbers.Values.Shape[0] != shape[1] || numbers.Values.Shape[1] != shape[0]) return false;
            any = true;
        }

        return any;
    }

    internal static Tensor Flip(Tensor values) => Tensor.From(Mistakes.Change.Permute(values.ToArray<double>(), values.Shape, [1, 0]), [values.Shape[1], values.Shape[0]]);

    private void Read(Config config, string key, string? folder, bool isUpdate)
    {
        switch (config.Json(key))
        {
            case null: return;
            case JsonObject weights:
                foreach ((string path, JsonNode? numbers) in weights) _numbers.Add((path, ClaimNumbers.Read(numbers, $"{config.At(key)}[\"{path}\"]", folder), isUpdate));
                return;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is var name && name.EndsWith(".npz", StringComparison.OrdinalIgnoreCase):
                foreach ((string path, Tensor array) in NpzFile.Load(ClaimNumbers.Beside(folder, name, config.At(key)))) _numbers.Add((path, ClaimNumbers.Of(array), isUpdate));
                return;
            case JsonArray list:
                for (int i = 0; i < list.Count; i++)
                {
                    if (i >= Model.TrainableWeights.Count) throw new ConfigException(config.At(key), $"the list has {list.Count} entries; the model has {Model.TrainableWeights.Count} weights that train.");
                    _numbers.Add((Model.TrainableWeights[i].Path, ClaimNumbers.Read(list[i], $"{config.At(key)}[{i}]", folder), isUpdate));
                }

                return;
            default: throw config.Wrong(key, "weights by name, a list in the model's order, or the name of an .npz file");
        }
    }

    /// <summary>Several arrays of one shape read as one with an axis more: the model says how many they are.</summary>
    internal static TensorSet Parts(TensorSet set, int count)
    {
        if (count < 2 || set.Count != 1 || set[0].Rank < 2 || set[0].Shape[0] != count) return set;
        double[] values = set[0].ToArray<double>();
        int size = values.Length / count;
        return TensorSet.Create([.. Enumerable.Range(0, count).Select(i => Tensor.From(values[(i * size)..((i + 1) * size)], Shape.Create([.. set[0].Shape.Skip(1)])))]);
    }

    /// <summary>One array, or a list of arrays for several inputs or outputs; as many as the model has, which the shapes tell.</summary>
    internal static TensorSet? Arrays(Config config, string key, string? folder)
    {
        JsonNode? node = config.Json(key);
        if (node is null) return null;
        if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String && value.GetValue<string>() is var name && name.EndsWith(".npz", StringComparison.OrdinalIgnoreCase))
        {
            return TensorSet.Create([.. NpzFile.Load(ClaimNumbers.Beside(folder, name, config.At(key))).Values]);
        }

        if (node is JsonArray list && list.Count > 0 && list.All(item => item is JsonArray || item is JsonValue))
        {
            try
            {
                return ClaimNumbers.Read(node, config.At(key), folder).Values;
            }
            catch (ConfigException) when (list.All(item => item is JsonArray))
            {
                // Not one array: several of different shapes.
                return TensorSet.Create([.. list.Select((item, i) => ClaimNumbers.Read(item, $"{config.At(key)}[{i}]", folder).Values)]);
            }
        }

        return ClaimNumbers.Read(node, config.At(key), folder).Values;
    }

    private Tensor ClassWeights(Config config)
    {
        Config classes = config.Inner("class_weight");
        var weights = new Dictionary<int, double>();
        foreach (string key in classes.Keys)
        {
            if (!int.TryParse(key, out int label)) throw new ConfigException(classes.Path, $"\"{key}\" is not the number of a class.");
            weights[label] = classes.Double(key);
        }

        return SampleWeights.FromClasses(Y[0], weights);
    }
}
