using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Tensors;
using Backprop.Testing;
using Backprop.Vocabulary;

namespace Backprop.Tests.Keras;

/// <summary>Reads the cases of one function at a time that the real Keras wrote.</summary>
internal static class KerasFunctions
{
    public static IEnumerable<JsonElement> Cases(string kind) => JsonDocument.Parse(File.ReadAllText(Repository.At($"tests/fixtures/keras-cases/functions/{kind}.json"))).RootElement.GetProperty("cases").EnumerateArray();

    public static JsonElement Case(string kind, string name) => Cases(kind).Single(one => one.GetProperty("name").GetString() == name);

    public static string ClassName(JsonElement one) => one.GetProperty("object").GetProperty("class_name").GetString()!;

    /// <summary>The object of a case, made by the product's own reader.</summary>
    public static T Read<T>(JsonElement one, Registry<T> registry)
        where T : class => registry.Read(JsonNode.Parse(one.GetProperty("object").GetRawText())!, "object");

    public static DType Float(JsonElement one) => one.TryGetProperty("floatx", out JsonElement type) && type.GetString() == "float32" ? DType.Float32 : DType.Float64;

    /// <summary>A number, or an array of any rank, as a tensor.</summary>
    public static Tensor Tensor(JsonElement json, DType dtype)
    {
        var lengths = new List<int>();
        for (JsonElement level = json; level.ValueKind == JsonValueKind.Array; level = level[0]) lengths.Add(level.GetArrayLength());
        var values = new List<double>();
        Collect(json, values);
        return Tensors.Tensor.From(values.ToArray(), Shape.Create([.. lengths])).Cast(dtype);
    }

    /// <summary>Equal to a relative 1e-10 in float64 and 2e-5 in float32. The slack is an absolute difference allowed besides, where Keras itself rounds to float32 on the way.</summary>
    public static void AssertClose(JsonElement expected, Tensor actual, DType dtype, string what, double slack = 0)
    {
        (double relative, double absolute) = dtype == DType.Float64 ? (1e-10, 1e-12 + slack) : (2e-5, 2e-6 + slack);
        Tensor wanted = Tensor(expected, DType.Float64);
        Assert.Equal(wanted.Size, actual.Size);
        double[] got = actual.ToArray<double>();
        for (int i = 0; i < got.Length; i++)
        {
            double want = wanted.ToArray<double>()[i];
            Assert.True(Math.Abs(got[i] - want) <= absolute + relative * Math.Abs(want) || got[i].Equals(want), $"{what}: element {i} is {got[i]:R}, Keras has {want:R}");
        }
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
