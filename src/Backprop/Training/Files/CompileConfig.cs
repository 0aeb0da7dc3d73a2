using System.Text.Json.Nodes;
using Backprop.Losses;
using Backprop.Metrics;
using Backprop.Optimizers;
using Backprop.Vocabulary;

namespace Backprop.Training;

/// <summary>
/// What Compile was told, as Keras writes it: optimizer, losses, their weights, metrics. Losses and metrics of a model with several outputs come as a list in the
/// order of the outputs, or by the outputs' names. Source: <c>CompileLoss</c> and <c>CompileMetrics</c> in keras/src/trainers/compile_utils.py.
/// </summary>
internal static class CompileConfig
{
    /// <summary>The configuration of a compiled model.</summary>
    public static JsonObject Write(Model model, Compilation compilation)
    {
        bool hasSeveral = model.OutputNames.Count > 1;
        return new Config()
            .Set("optimizer", compilation.Optimizer)
            .Set("loss", compilation.Losses.Count switch
            {
                0 => null,
                1 => Loss(compilation.Losses[0]),
                _ => new JsonArray([.. compilation.Losses.Select(Loss)]),
            })
            .Set("loss_weights", compilation.LossWeights)
            .Set("metrics", Metrics(compilation.Metrics, hasSeveral))
            .Set("weighted_metrics", Metrics(compilation.WeightedMetrics, hasSeveral))
            .Set("run_eagerly", false).Set("steps_per_execution", 1).Set("jit_compile", false)
            .ToJson();
    }

    /// <summary>Compiles a model as its file says; nothing where it was not compiled.</summary>
    /// <exception cref="ConfigException">Something in it is not known or wrong.</exception>
    public static void Read(Model model, Config config)
    {
        if (!config.Has("optimizer")) return;
        Optimizer optimizer = config.Object("optimizer", OptimizerRegistry.All);
        int outputs = Math.Max(1, model.OutputNames.Count);
        IReadOnlyList<Loss?> losses = ReadLosses(model, config, outputs);
        IReadOnlyList<double>? weights = ReadLossWeights(model, config, outputs);
        IReadOnlyList<MetricChoice>[] metrics = ReadMetrics(model, config, "metrics", outputs), weighted = ReadMetrics(model, config, "weighted_metrics", outputs);
        ModelConfig.At(config.Path, () => model.CompileOutputs(optimizer, losses, weights, metrics, weighted));
    }

    /// <summary>A loss; one that is chosen by the shapes has no class in Keras, only its name.</summary>
    private static JsonNode? Loss(Loss? loss) => loss is CrossentropyByShape ? loss.Name : KerasObjects.Write(loss);

    private static JsonArray? Metrics(IReadOnlyList<IReadOnlyList<MetricChoice>> metrics, bool hasSeveral)
    {
        if (metrics.All(list => list.Count == 0)) return null;
        JsonArray[] lists = [.. metrics.Select(list => new JsonArray([.. list.Select(metric => metric.ToJson())]))];
        return hasSeveral ? new JsonArray([.. lists]) : lists[0];
    }

    private static IReadOnlyList<Loss?> ReadLosses(Model model, Config config, int outputs)
    {
        JsonNode? json = config.Json("loss");
        if (json is null) return [];
        Loss? Read(JsonNode? node, string path) => node is null ? null
            : node is JsonValue value && value.TryGetValue(out string? name) && CrossentropyByShape.IsName(name) ? new CrossentropyByShape()
            : LossRegistry.All.Read(node, path);
        if (json is JsonArray { Count: 1 } single) return [Read(single[0], config.At("loss"))];
        return json is JsonArray or JsonObject && !IsObject(json) ? PerOutput(model, config, "loss", outputs, Read) : [Read(json, config.At("loss"))];
    }

    private static IReadOnlyList<double>? ReadLossWeights(Model model, Config config, int outputs)
    {
        if (config.Json("loss_weights") is not { } json) return null;
        if (json is not (JsonArray or JsonObject)) return [config.Double("loss_weights")];
        return PerOutput(model, config, "loss_weights", outputs, (node, path) => node is null ? 1 : new Config(new JsonObject { ["weight"] = node.DeepClone() }, path).Double("weight"));
    }

    private static IReadOnlyList<MetricChoice>[] ReadMetrics(Model model, Config config, string key, int outputs)
    {
        JsonNode? json = config.Json(key);
        if (json is null) return [];
        if (outputs == 1 && json is JsonArray) return [List(json, config.At(key))];
        return PerOutput(model, config, key, outputs, List);

        static IReadOnlyList<MetricChoice> List(JsonNode? node, string path) => node switch
        {
            null => [],
            JsonArray items => [.. items.SelectMany((item, i) => List(item, $"{path}[{i}]"))],
            JsonValue name => [Named(name, path)],
            _ => [MetricRegistry.All.Read(node, path)],
        };
    }

    private static MetricChoice Named(JsonValue value, string path)
    {
        if (!value.TryGetValue(out string? name)) throw new ConfigException(path, $"it must be the name or the description of a metric, not {Config.Short(value)}.");
        try
        {
            return name;
        }
        catch (ArgumentException e)
        {
            throw new ConfigException(path, e.Message, e);
        }
    }

    /// <summary>One entry per output, from a list in their order or an object by their names.</summary>
    private static T[] PerOutput<T>(Model model, Config config, string key, int outputs, Func<JsonNode?, string, T> read)
    {
        JsonNode json = config.Json(key)!;
        if (json is JsonArray list)
        {
            if (list.Count != outputs) throw config.Wrong(key, $"a list with one entry for each of the {outputs} outputs");
            return [.. list.Select((item, i) => read(item, $"{config.At(key)}[{i}]"))];
        }

        if (json is not JsonObject byName || IsObject(json)) return [.. Enumerable.Range(0, outputs).Select(_ => read(json, config.At(key)))];
        IReadOnlyList<string> names = model.OutputNames.Count > 0 ? model.OutputNames : [.. byName.Select(entry => entry.Key)];
        foreach ((string name, _) in byName)
        {
            if (!names.Contains(name)) throw new ConfigException(config.At(key), $"there is no output \"{name}\"; the outputs are {string.Join(", ", names)}.");
        }

        return [.. names.Select(name => read(byName[name], $"{config.At(key)}.{name}"))];
    }

    private static bool IsObject(JsonNode json) => json is JsonObject entry && entry.ContainsKey("class_name");
}
