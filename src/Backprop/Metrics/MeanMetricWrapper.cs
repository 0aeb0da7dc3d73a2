using Backprop.Graphs;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The mean over the samples of an epoch of a function of targets and predictions. It cannot be written into files. Source: keras/src/metrics/reduction_metrics.py.</summary>
/// <param name="function">From targets and predictions to one value per sample.</param>
/// <param name="name">The name in logs.</param>
/// <param name="direction">Which way the metric improves. Default unknown.</param>
public sealed class MeanMetricWrapper(Func<Node, Node, Node> function, string? name = null, MetricDirection direction = MetricDirection.Unknown) : MeanMetric(name)
{
    private readonly Func<Node, Node, Node> _function = function ?? throw new ArgumentNullException(nameof(function));

    /// <inheritdoc/>
    public override MetricDirection Direction => direction;

    /// <summary>Refuses: a function cannot be written.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public override Config GetConfig() => throw new InvalidOperationException($"The metric {Name} is made of a function, which cannot be written into a file. Derive a class from MeanMetric instead and register it.");

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred) => _function(yTrue, yPred);
}
