using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Explanations.Auditing;
using Backprop.Formats;
using Backprop.Tensors;
using Backprop.Training;
using Backprop.Vocabulary;

namespace Backprop.Explanations;

/// <summary>Samples to explain a step on: inputs and targets as JSON text, or in files.</summary>
/// <param name="X">The inputs.</param>
/// <param name="Y">The targets.</param>
/// <param name="SampleWeight">The samples' weights, or null.</param>
public sealed record SampleData(TensorSet X, TensorSet Y, TensorSet? SampleWeight = null)
{
    /// <summary>Inputs and targets given one by one.</summary>
    /// <param name="x">JSON text such as "[[8, 8], [7, 9]]", or the name of a .json, .npy, .npz or .csv file.</param>
    /// <param name="y">The same for the targets.</param>
    /// <exception cref="ModelFormatException">One is no numbers, or lists are not equally long; the message names the place.</exception>
    public static SampleData Read(string x, string y) => new(Numbers(x, "x"), Numbers(y, "y"));

    /// <summary>Samples drawn at random for a model about which only its shapes and its loss are known.</summary>
    /// <param name="model">Compiled.</param>
    /// <param name="rows">How many samples. Default 4.</param>
    /// <param name="seed">Another seed draws others.</param>
    /// <exception cref="InvalidOperationException">The model was not compiled, or does not say which inputs it takes.</exception>
    public static SampleData Draw(Model model, int rows = 4, int seed = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        (TensorSet x, TensorSet y) = DrawnBatch.Of(model, rows, seed);
        return new SampleData(x, y);
    }

    /// <summary>Inputs and targets from one file in the form of a claim (docs/audit.md), or arrays with the same names: "x", "y" and, if there is one, "sample_weight". Whatever else it holds is not read.</summary>
    /// <param name="path">A .json file; or an .npz file, in which several inputs or targets are x.0, x.1 … and y.0, y.1 ….</param>
    /// <exception cref="ModelFormatException">The file is not of this form; the message names file and place.</exception>
    /// <exception cref="IOException">There is no such file.</exception>
    public static SampleData Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string name = Path.GetFileName(path);
        if (path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase)) return FromArrays(NpzFile.Load(path), name);
        string text = File.ReadAllText(path);
        return Reading(name, () =>
        {
            if (Parse(text) is not JsonObject claim) throw new ConfigException("claim", "it must be an object in braces with \"x\" and \"y\".");
            var config = new Config(claim, "claim");
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            return new SampleData(Arrays("x"), Arrays("y"), AuditClaim.Arrays(config, "sample_weight", folder));

            TensorSet Arrays(string key) => AuditClaim.Arrays(config, key, folder) ?? throw new ConfigException(config.Path, $"\"{key}\" is missing.");
        });
    }

    private static SampleData FromArrays(IReadOnlyDictionary<string, Tensor> arrays, string file)
    {
        return new SampleData(Arrays("x") ?? throw Missing("x"), Arrays("y") ?? throw Missing("y"), Arrays("sample_weight"));

        TensorSet? Arrays(string name)
        {
            if (arrays.TryGetValue(name, out Tensor? single)) return single;
            var several = new List<Tensor>();
            while (arrays.TryGetValue($"{name}.{several.Count}", out Tensor? next)) several.Add(next);
            return several.Count > 0 ? TensorSet.Create([.. several]) : null;
        }

        ModelFormatException Missing(string name) => new($"{file} has no array {name} (or {name}.0, {name}.1 …). It has {string.Join(", ", arrays.Keys)}.");
    }

    private static TensorSet Numbers(string text, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        string start = text.TrimStart();
        bool isText = start[0] is '[' or '{' or '-' || char.IsAsciiDigit(start[0]) || start.StartsWith("NaN", StringComparison.Ordinal);
        if (isText && !File.Exists(text)) return Reading(name, () => Array(Parse(text), "."));
        if (!File.Exists(text)) throw new ModelFormatException($"{name}: there is no file {text}. Numbers are given as JSON text, such as [[8, 8]], or as a .json, .npy, .npz or .csv file.");
        string folder = Path.GetDirectoryName(Path.GetFullPath(text))!;
        return text.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            ? Reading(Path.GetFileName(text), () => Array(Parse(File.ReadAllText(text)), folder))
            : Reading(name, () => Array(JsonValue.Create(Path.GetFileName(text)), folder));

        TensorSet Array(JsonNode? numbers, string place) => AuditClaim.Arrays(new Config(new JsonObject { [name] = numbers }, ""), name, place) ?? throw new ConfigException(name, "it holds nothing.");
    }

    private static JsonNode? Parse(string text) => JsonNode.Parse(BareNumbers.Quote(text), documentOptions: new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false });

    private static T Reading<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (JsonException error)
        {
            throw new ModelFormatException($"{name} is not JSON: {error.Message}", error);
        }
        catch (ConfigException error)
        {
            throw new ModelFormatException($"{name}: {error.Message}", error);
        }
    }
}
