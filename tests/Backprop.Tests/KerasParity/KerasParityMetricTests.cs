using System.Text.Json;
using Backprop.Graphs;
using Backprop.Metrics;
using Backprop.Plans;
using Backprop.Tensors;

namespace Backprop.Tests.KerasParity;

/// <summary>Metrics after each batch, with and without sample weights, beside the real Keras.</summary>
public sealed class KerasParityMetricTests
{
    public static IEnumerable<TheoryDataRow<int, string>> Cases => ParityFunctions.Rows("metrics");

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Cases))]
    public void The_result_after_each_batch_agrees(int number, string name)
    {
        JsonElement one = ParityFunctions.Cases("metrics")[number];
        bool isView = IsViewOfLast(one);
        if (!isView) Run(one, name, "results", null);
        if (one.TryGetProperty("sample_weights", out JsonElement weights)) Run(one, name, "weighted_results", weights, isView);
    }

    /// <summary>
    /// Whether the case holds one list everywhere, with weights as without: Keras returned a view of the metric's variable, and what was written
    /// is what it held at the end, after the last weighted batch.
    /// </summary>
    private static bool IsViewOfLast(JsonElement one)
    {
        if (!one.TryGetProperty("weighted_results", out JsonElement weighted)) return false;
        JsonElement[] all = [.. one.GetProperty("results").EnumerateArray(), .. weighted.EnumerateArray()];
        return all[0].ValueKind == JsonValueKind.Array && all.Select(result => result.GetRawText()).Distinct().Count() == 1;
    }

    private static void Run(JsonElement one, string name, string key, JsonElement? weights, bool onlyLast = false)
    {
        int last = one.GetProperty(key).GetArrayLength() - 1;
        Metric metric = ParityFunctions.Read(one, MetricRegistry.All);
        DType dtype = ParityFunctions.Float(one);
        int batch = 0;
        foreach (JsonElement data in one.GetProperty("batches").EnumerateArray())
        {
            Tensor yTrue = ParityFunctions.Tensor(data.GetProperty("y_true"), dtype), yPred = ParityFunctions.Tensor(data.GetProperty("y_pred"), dtype);
            Plan.Of([], metric.Update(yTrue, yPred, weights is { } all ? (Node)ParityFunctions.Tensor(all[batch], dtype) : null)).Run();
            // ParityException.Metrics: in float32 whatever the data are.
            if (!onlyLast || batch == last) ParityTolerance.Single.Check(ParityFunctions.Tensor(one.GetProperty(key)[batch], DType.Float64), metric.Result.Evaluate(), $"{name}, {key}, batch {batch}");
            batch++;
        }
    }
}
