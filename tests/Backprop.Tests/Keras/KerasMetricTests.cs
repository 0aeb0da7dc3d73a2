using System.Text.Json;
using Backprop.Metrics;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Tests.Keras.KerasFunctions;

namespace Backprop.Tests.Keras;

/// <summary>Every metric that exists here after each batch, with and without sample weights, against the real Keras.</summary>
public sealed class KerasMetricTests
{
    public static TheoryData<string> Names() => [.. Cases("metrics").Where(one => MetricRegistry.All.CanRead(ClassName(one))).Select(one => one.GetProperty("name").GetString()!)];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_result_after_each_batch_equals_Keras(string name)
    {
        JsonElement one = Case("metrics", name);
        Run(one, "results", null);
        if (one.TryGetProperty("sample_weights", out JsonElement weights)) Run(one, "weighted_results", weights);
    }

    [Fact]
    public void The_cases_cover_every_metric_here() =>
        Assert.Empty(MetricRegistry.All.Names.Except(Names().Select(row => Vocabulary.KerasNames.SnakeCase(ClassName(Case("metrics", row.Data))))));

    private static void Run(JsonElement one, string key, JsonElement? weights)
    {
        Metric metric = Read(one, MetricRegistry.All);
        DType dtype = Float(one);
        int batch = 0;
        foreach (JsonElement data in one.GetProperty("batches").EnumerateArray())
        {
            Tensor yTrue = Tensor(data.GetProperty("y_true"), dtype), yPred = Tensor(data.GetProperty("y_pred"), dtype);
            Plan.Of([], metric.Update(yTrue, yPred, weights is { } all ? (Backprop.Graphs.Node)Tensor(all[batch], dtype) : null)).Run();
            AssertClose(one.GetProperty(key)[batch], Tensors.Tensor.Scalar(metric.Value), DType.Float32, $"{one.GetProperty("name")} {key} batch {batch}");
            batch++;
        }
    }
}
