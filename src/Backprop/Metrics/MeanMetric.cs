using Backprop.Graphs;
using Backprop.Losses;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Metrics;

/// <summary>A metric that is the weighted mean of one value per sample: Σ wv / Σ w over all batches, 0 before the first.</summary>
public abstract class MeanMetric : Metric
{
    private readonly Variable _total;
    private readonly Variable _count;

    /// <summary>Prepares total and count.</summary>
    /// <param name="name">The name in logs. Default the class in snake case.</param>
    protected MeanMetric(string? name = null)
        : base(name)
    {
        _total = AddState("total");
        _count = AddState("count");
    }

    /// <inheritdoc/>
    // The count is 0 only together with the total, so adding 1 to it there gives 0/1, as Keras' 0/0 = 0; a NaN total stays NaN.
    public override Node Result => _total / (_count + (1 - Cast(Cast(_count, DType.Bool), DType.Float64)));

    /// <inheritdoc/>
    public override IReadOnlyList<Update> Update(Node yTrue, Node yPred, Node? sampleWeight = null)
    {
        // float64 from here on: a float32 total stops growing after 2^24 samples.
        Node values = Cast(Values(yTrue, yPred), DType.Float64);
        if (sampleWeight is null) return [new Update(_total, _total + Sum(values)), new Update(_count, _count + values.Shape.Size)];
        Node weights = BroadcastTo(Alignment.Weights(values, sampleWeight), values.Shape);
        return [new Update(_total, _total + Sum(values * weights)), new Update(_count, _count + Sum(weights))];
    }

    /// <summary>One value per sample.</summary>
    protected abstract Node Values(Node yTrue, Node yPred);
}
