using Backprop.Graphs;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The weighted sum of values over all batches. Given to Compile, it watches the predictions. Source: keras/src/metrics/reduction_metrics.py.</summary>
public sealed class Sum : Metric
{
    private readonly Variable _total;

    /// <summary>Describes the metric.</summary>
    /// <param name="name">The name in logs.</param>
    public Sum(string? name = null)
        : base(name) => _total = AddState("total");

    /// <inheritdoc/>
    public override Node Result => _total;

    /// <summary>What a batch of values does to the state.</summary>
    /// <param name="values">The values.</param>
    /// <param name="sampleWeight">One weight per sample, or null for 1.</param>
    public IReadOnlyList<Update> Update(Node values, Node? sampleWeight = null) => Update(values, values, sampleWeight);

    /// <inheritdoc/>
    public override IReadOnlyList<Update> Update(Node yTrue, Node yPred, Node? sampleWeight = null)
    {
        ArgumentNullException.ThrowIfNull(yPred);
        Node values = Functions.Cast(yPred, DType.Float64);
        if (sampleWeight is not null) values *= Alignment.Weights(values, sampleWeight);
        return [new Update(_total, _total + Functions.Sum(values))];
    }

    /// <summary>The object that <see cref="Metric.GetConfig"/> describes.</summary>
    public static Sum FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
