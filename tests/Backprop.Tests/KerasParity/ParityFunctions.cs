using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Tests.KerasParity;

/// <summary>The cases of one function at a time that the real Keras wrote: functions/KIND.json, one row for each case that the file has.</summary>
internal static class ParityFunctions
{
    public static IReadOnlyList<JsonElement> Cases(string kind)
    {
        string path = ParityFolder.At("functions", kind + ".json");
        return File.Exists(path) ? [.. JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("cases").EnumerateArray()] : [];
    }

    /// <summary>Number and name of every case; names may repeat.</summary>
    public static IEnumerable<TheoryDataRow<int, string>> Rows(string kind) => Cases(kind)
        .Select((one, number) => new TheoryDataRow<int, string>(number, one.GetProperty("name").GetString()!))
        .OrNotRun();

    public static string ClassName(JsonElement one) => one.GetProperty("object").GetProperty("class_name").GetString()!;

    /// <summary>What Keras wrote for the object of a case; for activations, which have none, the name.</summary>
    public static JsonNode Description(JsonElement one) => JsonNode.Parse(one.TryGetProperty("object", out JsonElement given) ? given.GetRawText() : one.GetProperty("name").GetRawText())!;

    /// <summary>The object of a case, made by the product's own reader.</summary>
    public static T Read<T>(JsonElement one, Registry<T> registry)
        where T : class => registry.Read(Description(one), "object");

    public static DType Float(JsonElement one) => one.TryGetProperty("floatx", out JsonElement type) && type.GetString() == "float32" ? DType.Float32 : DType.Float64;

    /// <summary>What is allowed for a case: by its number type, and by what its object mentions.</summary>
    public static ParityTolerance Tolerance(JsonElement one) => ParityException.Tolerance(Float(one), Description(one).ToJsonString());

    /// <summary>A number, or an array of any rank, as a tensor.</summary>
    public static Tensor Tensor(JsonElement json, DType dtype)
    {
        var lengths = new List<int>();
        for (JsonElement level = json; level.ValueKind == JsonValueKind.Array; level = level[0])
        {
            lengths.Add(level.GetArrayLength());
            if (lengths[^1] == 0) break;
        }

        var values = new List<double>();
        Collect(json, values);
        return global::Backprop.Tensors.Tensor.From(values.ToArray(), Shape.Create([.. lengths])).Cast(dtype);
    }

    private static void Collect(JsonElement json, List<double> values)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in json.EnumerateArray()) Collect(item, values);
        }
        else
        {
            values.Add(json.ValueKind switch
            {
                JsonValueKind.String => json.GetString() switch { "nan" => double.NaN, "inf" => double.PositiveInfinity, _ => double.NegativeInfinity },
                JsonValueKind.True => 1,
                JsonValueKind.False => 0,
                _ => json.GetDouble(),
            });
        }
    }
}
