using System.Text.Json;
using Backprop.Cli.Training;
using Backprop.Layers;
using Backprop.Tensors;
using Backprop.Training;

namespace Backprop.Cli.Output;

/// <summary>Writes what came of a training as one JSON document. Numbers keep every digit; what JSON has no number for is null.</summary>
internal static class TrainDocument
{
    /// <summary>Models with more numbers than this are described without them.</summary>
    private const int MostWeights = 10_000;

    public static void Write(TrainResult result, Stream output)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteString("command", "train");
        json.WriteBoolean("interrupted", result.IsInterrupted);
        Data(json, result);
        Settings(json, result);
        json.WriteStartObject("history");
        foreach (string key in result.Epochs.FirstOrDefault()?.Keys ?? [])
        {
            json.WriteStartArray(key);
            foreach (Logs epoch in result.Epochs) Number(json, epoch[key]);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        if (result.Measured is { } measured)
        {
            json.WriteStartObject("measured");
            json.WriteString("on", result.Rows.Test > 0 ? "test" : "training");
            json.WriteNumber("rows", result.Rows.Test > 0 ? result.Rows.Test : result.Rows.Training);
            Entries(json, measured);
            json.WriteEndObject();
        }

        if (result.Folds.Count > 0) Folds(json, result.Folds);
        if (result.Confusion is { } confusion) Confusion(json, confusion);
        Weights(json, result.Model);
        json.WriteNumber("seconds", Math.Round(result.Time.TotalSeconds, 3));
        Names(json, "notes", result.Notes);
        json.WriteEndObject();
        json.Flush();
        output.WriteByte((byte)'\n');
    }

    private static void Data(Utf8JsonWriter json, TrainResult result)
    {
        json.WriteStartObject("data");
        json.WriteString("source", result.Samples.Source);
        json.WriteNumber("rows", result.Samples.Count);
        json.WriteString("target", result.Samples.Target);
        Names(json, "features", result.Samples.Features);
        if (result.Samples.Classes is { } classes) Names(json, "classes", classes);
        json.WriteNumber("training_rows", result.Rows.Training);
        json.WriteNumber("test_rows", result.Rows.Test);
        json.WriteEndObject();
    }

    private static void Settings(Utf8JsonWriter json, TrainResult result)
    {
        TrainSettings settings = result.Settings;
        json.WriteString("task", result.Task.Kind);
        json.WriteStartObject("settings");
        json.WriteStartArray("hidden");
        foreach (int units in result.Plan.Hidden) json.WriteNumberValue(units);
        json.WriteEndArray();
        json.WriteString("activation", settings.Activation);
        json.WriteString("output_activation", result.Task.Activation);
        json.WriteString("loss", result.Task.Loss);
        Names(json, "metrics", result.Task.Metrics);
        json.WriteString("optimizer", settings.Optimizer);
        json.WriteNumber("learning_rate", result.Model.Optimizer.LearningRate);
        json.WriteNumber("epochs", result.Plan.Epochs);
        json.WriteNumber("batch_size", result.Plan.BatchSize);
        json.WriteBoolean("shuffle", settings.Shuffle);
        json.WriteBoolean("standardize", result.Plan.Standardize);
        json.WriteNumber("seed", settings.Seed);
        json.WriteString("dtype", settings.DType == DType.Float64 ? "float64" : "float32");
        json.WriteEndObject();
    }

    private static void Folds(Utf8JsonWriter json, IReadOnlyList<Logs> folds)
    {
        json.WriteStartObject("cross_validation");
        json.WriteStartArray("folds");
        foreach (Logs fold in folds)
        {
            json.WriteStartObject();
            Entries(json, fold);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("mean");
        foreach (string key in folds[0].Keys)
        {
            json.WritePropertyName(key);
            Number(json, folds.Average(fold => fold[key]));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Confusion(Utf8JsonWriter json, ConfusionMatrix matrix)
    {
        json.WriteStartObject("confusion_matrix");
        Names(json, "classes", matrix.Classes);
        json.WriteStartArray("counts_by_true_then_predicted");
        for (int truth = 0; truth < matrix.Classes.Count; truth++)
        {
            json.WriteStartArray();
            for (int predicted = 0; predicted < matrix.Classes.Count; predicted++) json.WriteNumberValue(matrix[truth, predicted]);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Weights(Utf8JsonWriter json, Model model)
    {
        json.WriteNumber("parameters", model.CountParams());
        if (model.CountParams() > MostWeights) return;
        json.WriteStartArray("weights");
        foreach (Weight weight in model.Weights)
        {
            json.WriteStartObject();
            json.WriteString("path", weight.Path);
            json.WriteStartArray("shape");
            foreach (int length in weight.Shape) json.WriteNumberValue(length);
            json.WriteEndArray();
            json.WriteStartArray("values");
            Tensor flat = weight.Variable.Value.Reshape([weight.Variable.Value.Size]);
            for (int i = 0; i < flat.Size; i++)
            {
                // A float32 is written with the digits it has, not with those of the double beside it.
                if (flat.DType == DType.Float32 && float.IsFinite((float)flat.GetDouble(i))) json.WriteNumberValue((float)flat.GetDouble(i));
                else Number(json, flat.GetDouble(i));
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Entries(Utf8JsonWriter json, Logs logs)
    {
        foreach ((string key, double value) in logs)
        {
            json.WritePropertyName(key);
            Number(json, value);
        }
    }

    private static void Names(Utf8JsonWriter json, string property, IEnumerable<string> names)
    {
        json.WriteStartArray(property);
        foreach (string name in names) json.WriteStringValue(name);
        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, double value)
    {
        if (double.IsFinite(value)) json.WriteNumberValue(value);
        else json.WriteNullValue();
    }
}
