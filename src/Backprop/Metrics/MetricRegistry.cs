using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The metrics that can be asked for by name.</summary>
public static class MetricRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<Metric> All { get; } = new("metric")
    {
        () => new Accuracy(),
        () => new BinaryAccuracy(),
        () => new CategoricalAccuracy(),
        { () => new MeanAbsoluteError(), "mae" },
        { () => new MeanSquaredError(), "mse" },
        { () => new RootMeanSquaredError(), "rmse" },
        () => new SparseCategoricalAccuracy(),
    };
}
