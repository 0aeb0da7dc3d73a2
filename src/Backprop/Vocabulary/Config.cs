using System.Globalization;
using System.Text.Json.Nodes;
using Backprop.Tensors;

namespace Backprop.Vocabulary;

/// <summary>
/// The arguments of an object as Keras writes them in JSON: <c>{"units": 2, "activation": "relu"}</c>. Reading an argument checks it and names the place
/// in the file when it is wrong; setting one returns the configuration, so that calls can be chained.
/// </summary>
public sealed partial class Config
{
    private readonly JsonObject _json;

    /// <summary>An empty configuration, to be written.</summary>
    public Config()
        : this([], "config")
    {
    }

    /// <summary>A configuration that was read.</summary>
    /// <param name="json">The arguments.</param>
    /// <param name="path">Where they stand in the file, for messages.</param>
    public Config(JsonObject json, string path) => (_json, Path) = (json ?? throw new ArgumentNullException(nameof(json)), path);

    /// <summary>Where the arguments stand in the file.</summary>
    public string Path { get; }

    /// <summary>The names of the arguments.</summary>
    public IEnumerable<string> Keys => _json.Select(entry => entry.Key);

    /// <summary>A copy as JSON.</summary>
    public JsonObject ToJson() => (JsonObject)_json.DeepClone();

    /// <summary>Sets an argument to any JSON.</summary>
    public Config Set(string key, JsonNode? value)
    {
        _json[key] = value;
        return this;
    }

    /// <summary>Sets an argument to a whole number.</summary>
    public Config Set(string key, int? value) => Set(key, value is { } number ? JsonValue.Create(number) : null);

    /// <summary>Sets an argument to a whole number.</summary>
    public Config Set(string key, long? value) => Set(key, value is { } number ? JsonValue.Create(number) : null);

    /// <summary>Sets an argument to a number; a whole one is written "1.0", so that Python reads a float.</summary>
    public Config Set(string key, double? value) => Set(key, value is { } number ? Number(number) : null);

    /// <summary>Sets an argument to true or false.</summary>
    public Config Set(string key, bool? value) => Set(key, value is { } flag ? JsonValue.Create(flag) : null);

    /// <summary>Sets an argument to text.</summary>
    public Config Set(string key, string? value) => Set(key, value is null ? null : JsonValue.Create(value));

    /// <summary>Sets an argument to whole numbers.</summary>
    public Config Set(string key, IReadOnlyList<int>? value) => Set(key, value is null ? null : new JsonArray([.. value.Select(number => (JsonNode)number)]));

    /// <summary>Sets an argument to numbers.</summary>
    public Config Set(string key, IReadOnlyList<double>? value) => Set(key, value is null ? null : new JsonArray([.. value.Select(Number)]));

    /// <summary>Sets an argument to texts.</summary>
    public Config Set(string key, IReadOnlyList<string>? value) => Set(key, value is null ? null : new JsonArray([.. value.Select(text => (JsonNode)text)]));

    /// <summary>Sets an argument to a shape; unknown lengths are null.</summary>
    public Config Set(string key, Shape value) => Set(key, ShapeJson(value));

    /// <summary>Sets an argument to an object of Keras' vocabulary.</summary>
    public Config Set(string key, IKerasObject? value) => Set(key, (JsonNode?)KerasObjects.Write(value));

    /// <summary>A shape as JSON; unknown lengths are null.</summary>
    public static JsonArray ShapeJson(Shape shape) => new([.. shape.Lengths.ToArray().Select(length => length == Tensors.Shape.Unknown ? null : (JsonNode)length)]);

    /// <summary>A float as JSON, with a decimal point or an exponent. What is not finite is a marked text, which files have as Python's bare word.</summary>
    public static JsonNode Number(double value) => !double.IsFinite(value) ? BareNumbers.Create(value) : double.IsInteger(value) && Math.Abs(value) < 1e15
        ? JsonNode.Parse(value.ToString("F1", CultureInfo.InvariantCulture))!
        : JsonValue.Create(value);
}
