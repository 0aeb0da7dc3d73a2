using Backprop.Graphs;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Metrics;

/// <summary>How often the class with the largest prediction is the target, for targets that are class numbers of shape (n,) or (n, 1).</summary>
/// <param name="name">The name in logs.</param>
public sealed class SparseCategoricalAccuracy(string? name = null) : MeanMetric(name)
{
    /// <inheritdoc/>
    public override MetricDirection Direction => MetricDirection.Up;

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        Node y = yTrue.Shape.Rank == yPred.Shape.Rank && yTrue.Shape[-1] == 1 ? Reshape(yTrue, yTrue.Shape.Remove(-1)) : yTrue;
        return Cast(Equal(Cast(y, DType.Int32), ArgMax(yPred, -1)), yPred.DType);
    }

    /// <summary>The object that <see cref="Metric.GetConfig"/> describes.</summary>
    public static SparseCategoricalAccuracy FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new();
    }
}
