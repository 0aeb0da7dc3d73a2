using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Activations;
using Backprop.Layers;
using Backprop.Losses;
using Backprop.Optimizers;
using Backprop.Tensors;
using Backprop.Training;
using Backprop.Vocabulary;

namespace Backprop.Explanations.Auditing;

/// <summary>A network that a claim writes out: layers as sizes with activations, or a whole configuration as Keras writes it; weights, loss, optimizer. What is given as sizes is float64.</summary>
internal static class InlineNetwork
{
    private const double DefaultRate = 0.01;

    /// <summary>Builds and compiles the network.</summary>
    /// <param name="config">The claim.</param>
    /// <param name="folder">The folder of the claim.</param>
    /// <param name="x">The inputs, which say how many there are.</param>
    /// <param name="unitsFirst">Whether kernels are written (units, inputs).</param>
    /// <exception cref="ConfigException">Something is missing or wrong.</exception>
    public static Model Build(Config config, string? folder, TensorSet x, bool unitsFirst)
    {
        Model model = config.Has("config") ? Configured(config, x) : Layered(config, x);
        ReadWeights(model, config, folder, unitsFirst);
        if (config.Has("compile_config"))
        {
            CompileConfig.Read(model, config.Inner("compile_config"));
            return model;
        }

        Loss loss = config.Json("loss") is JsonValue name && name.GetValueKind() == JsonValueKind.String && name.GetValue<string>() is var text && (text is "crossentropy" or "ce") ? text : config.Object("loss", LossRegistry.All);
        model.Compile(ReadOptimizer(config), loss);
        return model;
    }

    private static Model Configured(Config config, TensorSet x)
    {
        if (config.Has("layers")) throw new ConfigException(config.Path, "it writes out a \"config\" and \"layers\"; one of the two is meant.");
        Model model = ModelConfig.Read(config.Json("config")!, config.At("config"));
        x = AuditClaim.Parts(x, model.InputTypes.Count);
        ModelConfig.At(config.At("x"), () => model.Prepare([.. x.Select((array, i) => new TensorType(i < model.InputTypes.Count ? model.InputTypes[i].DType : array.DType, array.Shape.With(0, Shape.Unknown)))]));
        return model;
    }

    private static Sequential Layered(Config config, TensorSet x)
    {
        if (config.Json("layers") is not JsonArray { Count: > 0 } list) throw new ConfigException(config.Path, "\"model\", \"config\" or \"layers\" is missing: the file of a model, its configuration, or a list of layers such as {\"units\": 2, \"activation\": \"sigmoid\"}.");
        if (x.Count != 1 || x[0].Rank is not (1 or 2)) throw new ConfigException(config.At("x"), "a network written out takes one array of rows.");
        var model = new Sequential(dtype: DType.Float64);
        for (int i = 0; i < list.Count; i++)
        {
            string place = $"{config.At("layers")}[{i}]";
            JsonObject json = list[i] switch
            {
                JsonObject given => given,
                JsonValue value when value.GetValueKind() == JsonValueKind.Number => new JsonObject { ["units"] = value.DeepClone() },
                var other => throw new ConfigException(place, $"it must be a layer such as {{\"units\": 2, \"activation\": \"sigmoid\"}}, not {Config.Short(other)}."),
            };
            var layer = new Config(json, place);
            foreach (string key in layer.Keys.Where(key => key is not ("units" or "activation" or "use_bias" or "name"))) throw new ConfigException(place, $"\"{key}\" means nothing in a layer; known are units, activation, use_bias, name.");
            int units = layer.Int("units");
            if (units is < 1 or > 1_000_000) throw layer.Wrong("units", "a number of units from 1 on");
            model.Add(new Dense(units, layer.OptionalObject("activation", ActivationRegistry.All), layer.Bool("use_bias", true), inputDim: i == 0 ? x[0].Shape[^1] : null, name: layer.OptionalName() ?? (i == 0 ? "dense" : $"dense_{i}"), dtype: DType.Float64));
        }

        model.Prepare([new TensorType(DType.Float64, [Shape.Unknown, x[0].Shape[^1]])]);
        return model;
    }

    private static void ReadWeights(Model model, Config config, string? folder, bool unitsFirst)
    {
        switch (config.Json("weights"))
        {
            case JsonObject weights:
                var left = model.Weights.Select(weight => weight.Path).ToHashSet();
                foreach ((string path, JsonNode? numbers) in weights)
                {
                    string place = $"{config.At("weights")}[\"{path}\"]";
                    int weight;
                    try
                    {
                        weight = WeightNames.Find(model, path);
                    }
                    catch (ArgumentException error)
                    {
                        throw new ConfigException(place, error.Message, error);
                    }

                    Assign(model.Weights[weight], numbers, place);
                    left.Remove(model.Weights[weight].Path);
                }

                if (left.Count > 0) throw new ConfigException(config.At("weights"), $"{string.Join(" and ", left)} {(left.Count == 1 ? "is" : "are")} missing.");
                return;
            case JsonArray list:
                if (list.Count != model.Weights.Count) throw new ConfigException(config.At("weights"), $"the list has {list.Count} entries; the network has {model.Weights.Count} weights: {string.Join(", ", model.Weights.Select(weight => weight.Path))}.");
                for (int i = 0; i < list.Count; i++) Assign(model.Weights[i], list[i], $"{config.At("weights")}[{i}]");
                return;
            case null: throw new ConfigException(config.Path, "\"weights\" is missing: the network's weights before the step, by name or as a list.");
            default: throw config.Wrong("weights", "weights by name, or a list in order");
        }

        void Assign(Weight weight, JsonNode? numbers, string place)
        {
            Tensor values = ClaimNumbers.Read(numbers, place, folder).Values;
            Shape wanted = unitsFirst && weight.Shape.Rank == 2 ? [weight.Shape[1], weight.Shape[0]] : weight.Shape;
            if (values.Shape != wanted) throw new ConfigException(place, $"it has shape {values.Shape}; {weight.Path} has {wanted}{(unitsFirst && weight.Shape.Rank == 2 ? " with the units first" : "")}.");
            if (values.ToArray<double>().Any(value => !double.IsFinite(value))) throw new ConfigException(place, "a weight is NaN or infinite.");
            weight.Assign((unitsFirst && weight.Shape.Rank == 2 ? AuditClaim.Flip(values) : values).Cast(weight.Variable.DType));
        }
    }

    /// <summary>A name, what Keras writes, or a name with arguments beside it: {"name": "sgd", "learning_rate": 0.01}. Default plain descent.</summary>
    private static Optimizer ReadOptimizer(Config config)
    {
        if (config.Json("optimizer") is not { } node) return new Sgd(DefaultRate);
        if (node is not JsonObject json || json.ContainsKey("class_name")) return config.Object("optimizer", OptimizerRegistry.All);
        Config given = config.Inner("optimizer");
        string name = given.Text("name");
        Optimizer named = OptimizerRegistry.All.Read(JsonValue.Create(name), given.At("name"));
        var arguments = (JsonObject)named.GetConfig().ToJson();
        foreach ((string key, JsonNode? value) in json)
        {
            if (key == "name") continue;
            if (!arguments.ContainsKey(key)) throw new ConfigException(given.Path, $"{name} has no argument \"{key}\".{(KerasNames.Nearest(key, arguments.Select(entry => entry.Key)) is { } nearest ? $" Did you mean {nearest}?" : "")}");
            arguments[key] = value?.DeepClone();
        }

        return OptimizerRegistry.All.Read(new JsonObject { ["module"] = named.KerasModule, ["class_name"] = named.KerasClass, ["config"] = arguments }, given.Path);
    }
}
