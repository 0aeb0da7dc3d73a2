using System.Text.Json.Nodes;
using Backprop.Layers;
using Backprop.Vocabulary;

namespace Backprop.Training;

/// <summary>The arguments of an operation's call as Keras writes them, with the values taken out: <c>{"args": [value, 2.0], "kwargs": {}}</c>.</summary>
internal sealed class OperationArguments
{
    // Where a value stands, the number that it has among the values.
    private const string Place = "__value__";

    private readonly List<SymbolicTensor> _values = [];

    /// <summary>Takes the values out of a call.</summary>
    /// <param name="call">The call.</param>
    /// <param name="values">The value for each description of one.</param>
    /// <param name="path">Where the call stands in the file.</param>
    public OperationArguments(JsonNode call, IReadOnlyDictionary<JsonNode, SymbolicTensor> values, string path)
    {
        if (call is not JsonObject json) throw new ConfigException(path, "the call of an operation has \"args\" and \"kwargs\".");
        Args = Strip(json["args"], values) as JsonArray ?? [];
        Kwargs = Strip(json["kwargs"], values) as JsonObject ?? [];
    }

    private OperationArguments(JsonArray args, JsonObject kwargs, IEnumerable<SymbolicTensor> values)
    {
        (Args, Kwargs) = (args, kwargs);
        _values.AddRange(values);
    }

    /// <summary>The arguments by place.</summary>
    public JsonArray Args { get; }

    /// <summary>The arguments by name.</summary>
    public JsonObject Kwargs { get; }

    /// <summary>The values, in the order in which they stand.</summary>
    public IReadOnlyList<SymbolicTensor> Values => _values;

    /// <summary>The same arguments with other values.</summary>
    public OperationArguments With(IReadOnlyList<SymbolicTensor> values) => new(Args, Kwargs, values);

    /// <summary>The number of the value that stands in a place; null where something else stands.</summary>
    public static int? ValueIndex(JsonNode? node) => node is JsonObject json && json[Place] is { } index ? index.GetValue<int>() : null;

    /// <summary>The call with these descriptions of its values.</summary>
    public JsonObject Write(IReadOnlyList<JsonNode> values) => new() { ["args"] = Fill(Args, values), ["kwargs"] = Fill(Kwargs, values) };

    private JsonNode? Strip(JsonNode? node, IReadOnlyDictionary<JsonNode, SymbolicTensor> values)
    {
        if (node is not null && values.TryGetValue(node, out SymbolicTensor? value))
        {
            _values.Add(value);
            return new JsonObject { [Place] = _values.Count - 1 };
        }

        return Map(node, part => Strip(part, values));
    }

    private static JsonNode? Fill(JsonNode? node, IReadOnlyList<JsonNode> values) => ValueIndex(node) is { } index ? values[index].DeepClone() : Map(node, part => Fill(part, values));

    private static JsonNode? Map(JsonNode? node, Func<JsonNode?, JsonNode?> map) => node switch
    {
        JsonArray array => new JsonArray([.. array.Select(map)]),
        JsonObject json => new JsonObject(json.Select(entry => KeyValuePair.Create(entry.Key, map(entry.Value)))),
        _ => node?.DeepClone(),
    };
}
