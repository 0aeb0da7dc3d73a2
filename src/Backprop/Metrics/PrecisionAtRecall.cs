using Backprop.Graphs;
using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The best precision over all thresholds at which the recall is at least a given value; 0 when there is none. Source: keras/src/metrics/confusion_metrics.py.</summary>
/// <param name="recall">What must be reached, from 0 to 1.</param>
/// <param name="numThresholds">How many thresholds are tried, evenly from 0 to 1. Default 200.</param>
/// <param name="classId">The only column that is looked at. Default all.</param>
/// <param name="name">The name in logs.</param>
/// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
public sealed class PrecisionAtRecall(double recall, int numThresholds = 200, int? classId = null, string? name = null) : BestAtConstraint(nameof(recall), recall, numThresholds, classId, name)
{
    /// <summary>The object that <see cref="BestAtConstraint.GetConfig"/> describes.</summary>
    public static PrecisionAtRecall FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("recall"), config.Int("num_thresholds", 200), config.OptionalInt("class_id"));
    }

    private protected override Node Constrained => Sensitivity;

    private protected override Node Wanted => Precision;
}
