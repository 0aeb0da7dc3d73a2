using Backprop.Losses;
using Backprop.Metrics;
using Backprop.Optimizers;

namespace Backprop.Training;

/// <summary>How a model is to be trained: what Compile was told.</summary>
internal sealed class Compilation
{
    /// <summary>How weights follow gradients.</summary>
    public required Optimizer Optimizer { get; init; }

    /// <summary>One loss per output, null for an output without; a single one serves all outputs; none when only layers add losses.</summary>
    public required IReadOnlyList<Loss?> Losses { get; init; }

    /// <summary>One factor per output, or null for 1.</summary>
    public IReadOnlyList<double>? LossWeights { get; init; }

    /// <summary>For each output the metrics without sample weights.</summary>
    public required IReadOnlyList<IReadOnlyList<MetricChoice>> Metrics { get; init; }

    /// <summary>For each output the metrics with sample weights.</summary>
    public required IReadOnlyList<IReadOnlyList<MetricChoice>> WeightedMetrics { get; init; }

    /// <summary>Bytes for what a step of training computes in between, or null.</summary>
    public long? MemoryBudget { get; init; }

    /// <summary>The metrics, once the shapes are known.</summary>
    public IReadOnlyList<WatchedMetric>? Watched { get; set; }

    /// <summary>The loss of an output, or null.</summary>
    public Loss? LossOf(int output) => Losses.Count == 1 ? Losses[0] : Losses[output];

    /// <summary>The factor of an output's loss.</summary>
    public double WeightOf(int output) => LossWeights is { Count: 1 } single ? single[0] : LossWeights?[output] ?? 1;
}

/// <summary>A metric on an output.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Output">The output that it watches.</param>
/// <param name="Key">Its name in the logs.</param>
/// <param name="IsWeighted">Whether it takes sample weights.</param>
internal sealed record WatchedMetric(Metric Metric, int Output, string Key, bool IsWeighted);
