using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Formats;
using Backprop.Tensors;

namespace Backprop.Studio.Experiments;

/// <summary>What somebody changed in the fields of the page: another experiment.</summary>
internal static class ExperimentEdit
{
    private const int MostUnits = 64;

    /// <summary>Applies changes by the names of the fields: "x/0/1", "layers/0/units", "weights/dense/kernel", "learning_rate".</summary>
    /// <exception cref="StudioException">A field holds something that cannot be.</exception>
    /// <exception cref="ModelFormatException">The result is no experiment.</exception>
    public static Experiment Apply(Experiment experiment, JsonObject changes) => experiment.With(json =>
    {
        bool isResized = false;
        foreach ((string field, JsonNode? value) in changes)
        {
            string text = value?.ToString().Trim() ?? "";
            string[] parts = field.Split('/');
            switch (parts[0])
            {
                case "x" or "y": Set(json[parts[0]], parts[1..], Number(text, field), field); break;
                case "layers" when parts.Length == 3 && json["layers"] is JsonArray layers && int.TryParse(parts[1], out int layer) && layer < layers.Count && layers[layer] is JsonObject one:
                    if (parts[2] == "units")
                    {
                        int units = Whole(text, field, MostUnits);
                        isResized |= one["units"]?.GetValue<int>() != units;
                        one["units"] = units;
                    }
                    else
                    {
                        one["activation"] = text;
                    }

                    break;
                case "weights" when json["weights"] is JsonObject weights && weights.ContainsKey(field[8..]): weights[field[8..]] = List(text, field); break;
                case "loss": json["loss"] = text; break;
                case "optimizer": Place(json)["optimizer"] = Described(text, RateOf(Place(json)["optimizer"])); break;
                case "learning_rate": SetRate(Place(json), Number(text, field)); break;
                case "batch_size": json["batch_size"] = Whole(text, field, int.MaxValue); break;
                case "name": json["name"] = text; break;
                default: throw new StudioException($"There is no field {field}.");
            }
        }

        if (isResized) Draw(json);
    });

    /// <summary>Where the optimizer stands: beside the layers, or within what Keras writes of a compiled model.</summary>
    private static JsonObject Place(JsonObject json) => json["compile_config"] as JsonObject ?? json;

    private static JsonObject Described(string name, double rate)
    {
        Backprop.Optimizers.Optimizer optimizer = name;
        JsonObject described = Vocabulary.KerasObjects.Write(optimizer)!;
        described["config"]!["learning_rate"] = rate;
        return described;
    }

    private static double RateOf(JsonNode? optimizer) => (optimizer?["config"]?["learning_rate"] ?? (optimizer as JsonObject)?["learning_rate"]) is JsonValue value && value.TryGetValue(out double rate) ? rate : 0.01;

    private static void SetRate(JsonObject place, double rate)
    {
        if (place["optimizer"] is not JsonObject optimizer) place["optimizer"] = Described(place["optimizer"]?.ToString() ?? "sgd", rate);
        else if (optimizer["config"] is JsonObject config) config["learning_rate"] = rate;
        else optimizer["learning_rate"] = rate;
    }

    /// <summary>First weights for layers of other sizes: drawn by Keras' glorot_uniform with the seed 0, biases 0.</summary>
    private static void Draw(JsonObject json)
    {
        var weights = new JsonObject();
        int inputs = json["x"] is JsonArray { Count: > 0 } rows && rows[0] is JsonArray first ? first.Count : 1, number = 0;
        foreach (JsonObject layer in ((JsonArray)json["layers"]!).OfType<JsonObject>())
        {
            int units = layer["units"]!.GetValue<int>();
            string name = layer["name"]?.ToString() ?? (number == 0 ? "dense" : $"dense_{number}");
            weights[$"{name}/kernel"] = NumberText.Of(Drawn(inputs, units, number));
            if (layer["use_bias"] is not JsonValue bias || bias.GetValue<bool>()) weights[$"{name}/bias"] = NumberText.Of(new Tensor(DType.Float64, [units]));
            inputs = units;
            number++;
        }

        json["weights"] = weights;
    }

    private static Tensor Drawn(int inputs, int units, int layer)
    {
        var model = new Backprop.Training.Sequential(dtype: DType.Float64, seed: layer) { new Backprop.Layers.Dense(units, inputDim: inputs) };
        _ = model.Predict(new Tensor(DType.Float64, [1, inputs]));
        return model.Weights[0].Variable.Value;
    }

    private static void Set(JsonNode? list, string[] indices, double value, string field)
    {
        for (int i = 0; i < indices.Length; i++)
        {
            if (list is not JsonArray array || !int.TryParse(indices[i], NumberStyles.None, CultureInfo.InvariantCulture, out int index) || index >= array.Count) throw new StudioException($"There is no field {field}.");
            if (i == indices.Length - 1) array[index] = value;
            else list = array[index];
        }
    }

    private static double Number(string text, string field) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : throw new StudioException($"{field} must be a number, not {(text.Length == 0 ? "empty" : text.Length > 20 ? text[..20] + "…" : text)}.");

    private static int Whole(string text, string field, int most) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most ? number : throw new StudioException($"{field} must be a whole number from 1{(most < int.MaxValue ? $" to {most}" : "")}, not {(text.Length > 20 ? text[..20] + "…" : text)}.");

    private static JsonNode List(string text, string field)
    {
        try
        {
            return JsonNode.Parse(text) ?? throw new StudioException($"{field} must be numbers in brackets.");
        }
        catch (JsonException)
        {
            throw new StudioException($"{field} must be numbers in brackets, such as [[0.1, 0.2], [0.3, 0.4]].");
        }
    }
}
