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
        { () => new BinaryCrossentropy(), "bce" },
        () => new CategoricalAccuracy(),
        () => new CategoricalCrossentropy(),
        () => new CategoricalHinge(),
        () => new CosineSimilarity(),
        () => new Hinge(),
        { () => new KLDivergence(), "kl_divergence", "kld" },
        { () => new LogCoshError(), "logcosh" },
        { () => new MeanAbsoluteError(), "mae" },
        { () => new MeanAbsolutePercentageError(), "mape" },
        { () => new MeanSquaredError(), "mse" },
        { () => new MeanSquaredLogarithmicError(), "msle" },
        () => new Poisson(),
        { () => new RootMeanSquaredError(), "rmse" },
        () => new SparseCategoricalAccuracy(),
        () => new SparseCategoricalCrossentropy(),
        () => new SparseTopKCategoricalAccuracy(),
        () => new SquaredHinge(),
        () => new TopKCategoricalAccuracy(),
    };
}
