using Backprop.Graphs;
using Backprop.Losses;

namespace Backprop.Metrics;

/// <summary>The mean of a loss over the samples of an epoch. Weighted, it divides by the sum of the weights, which a loss does not.</summary>
public abstract class LossMetric : MeanMetric
{
    private readonly Loss _loss;

    /// <summary>Describes the metric.</summary>
    /// <param name="loss">The loss, with <see cref="Reduction.None"/>.</param>
    /// <param name="name">The name in logs. Default the class in snake case.</param>
    /// <exception cref="ArgumentException">The loss makes one number of its values.</exception>
    protected LossMetric(Loss loss, string? name = null)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(loss);
        if (loss.Reduction != Reduction.None) throw new ArgumentException($"A metric takes the mean itself: give {loss.Name} the reduction None.", nameof(loss));
        _loss = loss;
    }

    /// <inheritdoc/>
    public override MetricDirection Direction => MetricDirection.Down;

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred) => _loss.Compute(yTrue, yPred);
}
