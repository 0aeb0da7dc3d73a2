using System.Text.Json.Nodes;
using Backprop.Layers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Training;

/// <summary>
/// Writes a functional model as Keras does: each layer with its calls, each call with the values that it takes, a value by layer, call and output.
/// Source: <c>Functional.get_config</c> in keras/src/models/functional.py.
/// </summary>
internal static class FunctionalConfig
{
    public static Config Write(Functional model)
    {
        Dictionary<LayerCall, int> indexes = Indexes(model.Graph);
        ILookup<Layer, LayerCall> calls = model.Graph.Calls.ToLookup(call => call.Layer);
        var layers = new JsonArray();
        foreach (Layer layer in model.Graph.Layers)
        {
            JsonObject json = layer is OperationLayer operation ? operation.ToOperationJson() : layer.ToJson();
            json["name"] = layer.Name;
            json["inbound_nodes"] = new JsonArray([.. calls[layer].Where(call => call.Sources.Count > 0).Select(call => Call(call, indexes))]);
            layers.Add((JsonNode)json);
        }

        return new Config().Set("name", model.Name).Set("trainable", model.Trainable).Set("layers", layers)
            .Set("input_layers", Ends(model.Inputs, indexes)).Set("output_layers", Ends(model.Outputs, indexes));
    }

    private static JsonObject Call(LayerCall call, Dictionary<LayerCall, int> indexes)
    {
        if (call.Layer is OperationLayer operation) return operation.ToCallJson(call, value => Value(value, indexes));
        var inputs = new JsonArray([.. call.Inputs.Select(input => Value(input, indexes))]);
        var kwargs = new JsonObject();
        foreach ((string name, IReadOnlyList<SymbolicTensor> values) in call.Options.Inputs)
        {
            kwargs[name] = values.Count == 1 && name != "initial_state" ? Value(values[0], indexes) : new JsonArray([.. values.Select(value => Value(value, indexes))]);
        }

        foreach ((string name, bool flag) in call.Options.Flags) kwargs[name] = flag;
        return new JsonObject { ["args"] = call.Layer.TakesList ? new JsonArray(inputs) : inputs, ["kwargs"] = kwargs };
    }

    private static JsonNode Value(SymbolicTensor value, Dictionary<LayerCall, int> indexes) => new JsonObject
    {
        ["class_name"] = "__keras_tensor__",
        ["config"] = new JsonObject
        {
            ["shape"] = Config.ShapeJson((value.Call.Layer as InputLayer)?.ShapeInFiles ?? value.Shape),
            ["dtype"] = (value.Call.Layer as InputLayer)?.TypeInFiles ?? value.Type.DType.KerasName,
            ["keras_history"] = new JsonArray(value.Call.Layer.Name, indexes[value.Call], value.Index),
        },
    };

    private static JsonArray Ends(IReadOnlyList<SymbolicTensor> values, Dictionary<LayerCall, int> indexes)
    {
        // Here, and only here, Keras counts the construction of a functional model inside the model as its call number 0.
        JsonArray[] triples = [.. values.Select(value => new JsonArray(value.Call.Layer.Name, indexes[value.Call] + (value.Call.Layer is Functional ? 1 : 0), value.Index))];
        return triples.Length == 1 ? triples[0] : new JsonArray([.. triples]);
    }

    /// <summary>The number of each call among those of its layer.</summary>
    private static Dictionary<LayerCall, int> Indexes(LayerGraph graph)
    {
        var counts = new Dictionary<Layer, int>();
        var indexes = new Dictionary<LayerCall, int>();
        foreach (LayerCall call in graph.Calls.Concat(graph.Inputs.Select(input => input.Call)).Distinct())
        {
            indexes[call] = counts.GetValueOrDefault(call.Layer);
            counts[call.Layer] = indexes[call] + 1;
        }

        return indexes;
    }
}
