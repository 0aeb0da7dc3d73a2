using System.Text.Json.Nodes;
using Backprop.Tensors;
using Backprop.Testing;
using Backprop.Training;
using Backprop.Vocabulary;

namespace Backprop.Tests.Training.Files;

/// <summary>Calls of keras.ops between layers, read from a configuration: tests/fixtures/keras-operations has them with what plain Python makes of them.</summary>
public sealed class KerasOperationTests
{
    private static readonly Dictionary<string, Tensor> s_inputs = new()
    {
        ["x"] = Tensor.From([1.0, -2, 3, 4, 5, -6], [2, 3]),
        ["y"] = Tensor.From([0.5, 2, -1, 3, -0.25, 1.5], [2, 3]),
        ["n"] = Tensor.From([2, 0, 1, 3], [2, 2]),
        ["z"] = Tensor.From([1.0, 2, 3, -4, 0.5, -1, 2, 0.25], [2, 2, 2]),
    };

    public static TheoryData<string> Cases =>
        [.. ((JsonArray)JsonNode.Parse(BareNumbers.Quote(File.ReadAllText(Repository.At("tests/fixtures/keras-operations/cases.json"))))!).Select(one => BareNumbers.Write(one!))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_operation_gives_what_Python_gives_and_is_kept(string text)
    {
        JsonNode json = JsonNode.Parse(BareNumbers.Quote(text))!;
        (Functional model, Tensor[] data) = Model((JsonArray)json["operations"]!);
        Tensor value = model.Predict(data);
        Assert.Equal(json["shape"]!.ToString(), value.Shape.ToString());
        double[] expected = [.. json["values"]!.AsArray().Select(number => number!.GetValue<double>())];
        Assert.All(expected.Zip(value.ToArray<double>()), pair => Assert.Equal(pair.First, pair.Second, 2e-7 * Math.Max(1, Math.Abs(pair.First))));

        using var folder = new TemporaryFolder();
        model.Save(folder.At("model.keras"));
        Assert.Equal(value.ToArray<double>(), Backprop.Training.Model.Load(folder.At("model.keras")).Predict(data).ToArray<double>());
    }

    [Theory]
    [InlineData("""[{"class": "Relux", "args": ["$x"]}]""", "there is no operation \"Relux\" here. Did you mean \"Relu\"?")]
    [InlineData("""[{"class": "Add", "args": ["$x"]}]""", "argument 2 of the operation is missing")]
    [InlineData("""[{"class": "Add", "args": ["$x", "two"]}]""", "argument 2 of the operation is missing")]
    [InlineData("""[{"class": "Pad", "args": ["$x"], "config": {"pad_width": 1, "mode": "reflect"}}]""", "not in the mode \"reflect\"")]
    [InlineData("""[{"class": "Norm", "args": ["$x"], "config": {"ord": "nuc"}}]""", "ord: it must be a number, not \"nuc\"")]
    [InlineData("""[{"class": "Norm", "args": ["$z"], "config": {"ord": 1, "axis": [1, 2]}}]""", "give one axis")]
    [InlineData("""[{"class": "Matmul", "args": ["$x", [[1, 2], [3]]]}]""", "have different lengths")]
    [InlineData("""[{"class": "Reshape", "args": ["$x"], "config": {"newshape": "flat"}}]""", "newshape: it must be a list of whole numbers, not \"flat\"")]
    public void What_cannot_be_is_one_sentence(string operations, string words)
    {
        Exception error = Assert.ThrowsAny<Exception>(() => Model((JsonArray)JsonNode.Parse(operations)!));
        Assert.True(error is ConfigException or ArgumentException, error.ToString());
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    private static (Functional Model, Tensor[] Data) Model(JsonArray operations)
    {
        string[] names = [.. s_inputs.Keys.Where(name => operations.ToJsonString().Contains($"\"${name}\"", StringComparison.Ordinal))];
        var layers = new JsonArray();
        foreach (string name in names)
        {
            layers.Add(new JsonObject
            {
                ["module"] = "keras.layers",
                ["class_name"] = "InputLayer",
                ["config"] = new JsonObject { ["batch_shape"] = Shape(name), ["dtype"] = KerasType(name), ["sparse"] = false, ["ragged"] = false, ["name"] = name, ["optional"] = false },
                ["registered_name"] = null,
                ["name"] = name,
                ["inbound_nodes"] = new JsonArray(),
            });
        }

        foreach ((int place, JsonNode? operation) in operations.Index())
        {
            JsonObject config = (JsonObject)(operation!["config"]?.DeepClone() ?? new JsonObject());
            layers.Add(new JsonObject
            {
                ["module"] = $"keras.src.ops.{operation["module"]?.ToString() ?? "numpy"}",
                ["class_name"] = operation["class"]!.ToString(),
                ["config"] = config,
                ["registered_name"] = operation["class"]!.ToString(),
                ["name"] = $"operation{place}",
                ["inbound_nodes"] = new JsonArray(new JsonObject { ["args"] = Filled(operation["args"]), ["kwargs"] = Filled(operation["kwargs"]) ?? new JsonObject() }),
            });
        }

        var model = Functional.FromConfig(new Config(
            new JsonObject
            {
                ["name"] = "functional",
                ["trainable"] = true,
                ["layers"] = layers,
                ["input_layers"] = new JsonArray([.. names.Select(name => (JsonNode)new JsonArray(name, 0, 0))]),
                ["output_layers"] = new JsonArray(new JsonArray($"operation{operations.Count - 1}", 0, 0)),
            },
            "config"));
        return (model, [.. names.Select(name => s_inputs[name])]);
    }

    // "$x" is an input, "$0" what the first operation gave, "$0.1" the second of what it gave.
    private static JsonNode? Filled(JsonNode? node) => node switch
    {
        JsonArray array => new JsonArray([.. array.Select(Filled)]),
        JsonObject json => new JsonObject(json.Select(entry => KeyValuePair.Create(entry.Key, Filled(entry.Value)))),
        JsonValue value when value.TryGetValue(out string? text) && text.StartsWith('$') => Value(text[1..].Split('.')),
        _ => node?.DeepClone(),
    };

    private static JsonObject Value(string[] name) => new()
    {
        ["class_name"] = "__keras_tensor__",
        ["config"] = new JsonObject
        {
            ["shape"] = s_inputs.ContainsKey(name[0]) ? Shape(name[0]) : new JsonArray(),
            ["dtype"] = s_inputs.ContainsKey(name[0]) ? KerasType(name[0]) : "float64",
            ["keras_history"] = new JsonArray(s_inputs.ContainsKey(name[0]) ? name[0] : $"operation{name[0]}", 0, name.Length > 1 ? int.Parse(name[1], System.Globalization.CultureInfo.InvariantCulture) : 0),
        },
    };

    private static JsonArray Shape(string name) => new([null, .. s_inputs[name].Shape.Skip(1).Select(length => (JsonNode)length)]);

    private static string KerasType(string name) => name == "n" ? "int32" : "float64";
}
