using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Training;

/// <summary>One call of an operation, with nodes for its values: what a line of <see cref="KerasOperationTable"/> reads its arguments from.</summary>
internal sealed class OperationCall(OperationArguments arguments, IReadOnlyList<Node> values, Config config)
{
    /// <summary>The first argument.</summary>
    public Node X => Value(0, "x", "x1", "a", "inputs");

    /// <summary>The second argument: a value, or a number in the type of the first.</summary>
    public Node Y => Value(1, "x2", "b", "y");

    /// <summary>All values, for operations that take a list.</summary>
    public IReadOnlyList<Node> All => values;

    /// <summary>What the operation itself was made with, and the call's named arguments that are no values.</summary>
    public Config Options { get; } = Merge(config, arguments.Kwargs);

    /// <summary>The argument at a place or with one of these names, as a node.</summary>
    public Node Value(int place, params ReadOnlySpan<string> names) => ToNode(Argument(place, names)) ?? throw new ArgumentException($"argument {place + 1} of the operation is missing");

    /// <summary>The argument at a place or with one of these names, as JSON.</summary>
    public JsonNode? Argument(int place, params ReadOnlySpan<string> names)
    {
        if (place < arguments.Args.Count) return arguments.Args[place];
        foreach (string name in names)
        {
            if (arguments.Kwargs[name] is { } named) return named;
        }

        return null;
    }

    /// <summary>The axes that a reduction runs over; null for all.</summary>
    public IReadOnlyList<int>? Axes => Options.OptionalInts("axis");

    /// <summary>One axis, or what is meant when none is given.</summary>
    public int Axis(int fallback) => Options.Int("axis", fallback);

    /// <summary>Whether a reduction keeps its axes with length 1.</summary>
    public bool KeepDims => Options.Bool("keepdims");

    private Node? ToNode(JsonNode? node)
    {
        if (node is null) return null;
        if (OperationArguments.ValueIndex(node) is { } index) return values[index];
        if (node.GetValueKind() is JsonValueKind.True or JsonValueKind.False) return Functions.Like(First, node.GetValue<bool>() ? 1 : 0);
        // A NumPy array or a backend's tensor that was written into the configuration.
        if (node is JsonObject json && json["config"] is JsonObject inner && inner["value"] is { } content)
        {
            var array = new Config(new JsonObject { ["value"] = content.DeepClone() }, "value");
            var lengths = new List<int>();
            for (JsonNode? level = content; level is JsonArray { Count: > 0 } list; level = list[0]) lengths.Add(list.Count);
            return Constant.Of(Tensor.From(array.OptionalDoubles("value")!, Shape.Create([.. lengths])).Cast(First.DType));
        }

        return node is JsonValue value && value.GetValueKind() == JsonValueKind.Number ? Functions.Like(First, NumberOf(value)) : null;
    }

    private Node First => values.Count > 0 ? values[0] : throw new ArgumentException("the operation has no value to work on");

    private static double NumberOf(JsonValue value) => value.TryGetValue(out double number) ? number : value.GetValue<long>();

    private static Config Merge(Config config, JsonObject named)
    {
        JsonObject all = config.ToJson();
        foreach ((string name, JsonNode? node) in named)
        {
            if (OperationArguments.ValueIndex(node) is null) all[name] = node?.DeepClone();
        }

        return new Config(all, config.Path);
    }
}
