using System.Text.Json.Nodes;
using Backprop.Layers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Training;

/// <summary>Compares the input shape with which each layer of a file says it was built ("build_config") with what the model gives to it. Keras builds by the one and computes by the other.</summary>
internal static class BuildShapes
{
    /// <summary>Checks the layers of a model, and of models inside it.</summary>
    /// <exception cref="ConfigException">A layer says that it was built for other shapes.</exception>
    public static void Check(Model model, JsonObject json, string path)
    {
        if (json["config"] is not JsonObject { } config || config["layers"] is not JsonArray layers) return;
        Dictionary<string, Layer> byName = model.Layers.ToDictionary(layer => layer.Name);
        for (int i = 0; i < layers.Count; i++)
        {
            string at = $"{path}.config.layers[{i}]";
            if (layers[i] is not JsonObject entry || (entry["name"] ?? entry["config"]?["name"])?.ToString() is not { } name || !byName.TryGetValue(name, out Layer? layer)) continue;
            if (layer is Model inner) Check(inner, entry, at);
            if (entry["build_config"] is JsonObject build && build["input_shape"] is JsonArray shape && shape.All(length => length is null or JsonValue)) CheckLayer(model, layer, new Config(build, $"{at}.build_config"));
        }
    }

    private static void CheckLayer(Model model, Layer layer, Config build)
    {
        Shape said = build.Shape("input_shape");
        Shape[] given = [.. model.Graph?.Calls.Where(call => call.Layer == layer && call.Inputs.Count == 1).Select(call => call.Inputs[0].Shape) ?? []];
        if (given.Length == 0 || given.Any(shape => IsSame(said, shape))) return;
        throw new ConfigException(build.At("input_shape"), $"the layer {layer.Name} says that it was built for inputs of shape {said}, but in this model it gets {given[0]}.");
    }

    private static bool IsSame(Shape said, Shape given) => said.Rank == given.Rank
        && Enumerable.Range(0, said.Rank).All(axis => said[axis] == given[axis] || said[axis] == Shape.Unknown || given[axis] == Shape.Unknown);
}
