using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Graphs;
using Backprop.Layers;
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

    /// <summary>The first argument as real numbers: whole numbers and truth values become float32, as in Keras.</summary>
    public Node RealX => Real(X);

    /// <summary>The first argument as numbers: truth values become whole ones.</summary>
    public Node NumberX => X.DType == DType.Bool ? Functions.Cast(X, DType.Int32) : X;

    /// <summary>The first two arguments in the type that holds both.</summary>
    public (Node X, Node Y) Pair => Promoted([X, Y]) is [var x, var y] ? (x, y) : throw new InvalidOperationException();

    /// <summary>The first two arguments in a type of real numbers that holds both.</summary>
    public (Node X, Node Y) RealPair => Promoted([Real(X), Real(Y)]) is [var x, var y] ? (x, y) : throw new InvalidOperationException();

    /// <summary>The values of an operation that takes a list, in the type that holds all.</summary>
    public IReadOnlyList<Node> Together => Promoted([.. List().Select(item => ToNode(item) ?? throw new ArgumentException($"{item?.ToJsonString() ?? "null"} is no value that operations work on"))]);

    /// <summary>What the operation itself was made with, and the call's named arguments that are no values.</summary>
    public Config Options { get; } = Merge(config, arguments.Kwargs);

    /// <summary>The argument at a place or with one of these names, as a node.</summary>
    public Node Value(int place, params ReadOnlySpan<string> names) => Find(place, names) ?? throw new ArgumentException($"argument {place + 1} of the operation is missing");

    /// <summary>The argument at a place or with one of these names, as a node; null where there is none.</summary>
    public Node? Find(int place, params ReadOnlySpan<string> names) => ToNode(Argument(place, names));

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

    /// <summary>Nodes in the type that holds all: truth values before whole numbers, those before real ones.</summary>
    public static IReadOnlyList<Node> Promoted(IReadOnlyList<Node> nodes)
    {
        DType type = nodes.Select(node => node.DType).MaxBy(Order);
        return [.. nodes.Select(node => node.DType == type ? node : Functions.Cast(node, type))];
    }

    // [[x, y]] as concatenate is called, or [x, y] as einsum is.
    private IEnumerable<JsonNode?> List() => Argument(0, "xs", "x") is JsonArray list ? list : arguments.Args;

    private static int Order(DType type) => type switch { DType.Bool => 0, DType.Int32 => 1, DType.Int64 => 2, DType.Float32 => 3, _ => 4 };

    private static Node Real(Node node) => node.DType.IsFloat ? node : Functions.Cast(node, DType.Float32);

    private Node? ToNode(JsonNode? node)
    {
        if (node is null) return null;
        if (OperationArguments.ValueIndex(node) is { } index) return values[index];
        switch (node.GetValueKind())
        {
            case JsonValueKind.True or JsonValueKind.False:
                return Constant.Of(node.GetValue<bool>() ? 1 : 0, DType.Bool);
            case JsonValueKind.Number:
                return Constant.Of(NumberOf(node.AsValue()), TypeOf(node.ToJsonString().AsSpan().IndexOfAny('.', 'e', 'E') < 0));
            case JsonValueKind.String when BareNumbers.Parse(node.GetValue<string>()) is { } number:
                return Constant.Of(number, TypeOf(isWhole: false));
            case JsonValueKind.Array:
                return Array(node, null);
            // A NumPy array or a backend's tensor that was written into the configuration.
            case JsonValueKind.Object when node["config"] is JsonObject inner && inner["value"] is { } content:
                return Array(content, inner.ContainsKey("dtype") ? Layer.ReadDType(new Config(inner, "config"), "dtype") : null);
            default:
                return null;
        }
    }

    private Node Array(JsonNode content, DType? type)
    {
        var lengths = new List<int>();
        for (JsonNode? level = content; level is JsonArray list; level = list.Count > 0 ? list[0] : null) lengths.Add(list.Count);
        double[] numbers = new Config(new JsonObject { ["value"] = content is JsonArray ? content.DeepClone() : new JsonArray(content.DeepClone()) }, "argument").OptionalDoubles("value")!;
        if (numbers.Length != lengths.Aggregate(1, (product, length) => product * length)) throw new ArgumentException("the rows of an array that it was called with have different lengths");
        DType own = type is { IsFloat: false } given ? given : TypeOf(type is null && numbers.All(double.IsInteger));
        return Functions.Cast(Constant.Of(Tensor.From(numbers, Shape.Create([.. lengths]))), own);
    }

    // A number that Python wrote among values takes their type, unless it is real and they are whole.
    private DType TypeOf(bool isWhole)
    {
        if (values.Count == 0) throw new ArgumentException("the operation has no value to work on");
        DType type = values.Select(value => value.DType).MaxBy(Order);
        return type.IsFloat ? type : !isWhole ? DType.Float32 : type == DType.Bool ? DType.Int32 : type;
    }

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
