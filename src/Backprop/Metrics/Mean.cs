using Backprop.Graphs;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The weighted mean of values over all batches. Given to Compile, it watches the predictions. Source: keras/src/metrics/reduction_metrics.py.</summary>
/// <param name="name">The name in logs.</param>
public sealed class Mean(string? name = null) : MeanMetric(name)
{
    /// <summary>What a batch of values does to the state.</summary>
    /// <param name="values">The values.</param>
    /// <param name="sampleWeight">One weight per sample, or null for 1.</param>
    public IReadOnlyList<Update> Update(Node values, Node? sampleWeight = null) => Update(values, values, sampleWeight);

    /// <summary>The object that <see cref="Metric.GetConfig"/> describes.</summary>
    public static Mean FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        // One value per sample, as Keras counts them.
        Node values = Operations.Functions.Cast(yPred, DType.Float64);
        return values.Shape.Rank < 2 ? values : Operations.Functions.Mean(values, [.. Enumerable.Range(1, values.Shape.Rank - 1)]);
    }
}
