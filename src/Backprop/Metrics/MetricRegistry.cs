using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The metrics that can be asked for by name.</summary>
public static class MetricRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<Metric> All { get; } = new("metric", (metric, config) => metric.Configure(config))
    {
        { () => new Accuracy(), Accuracy.FromConfig },
        { () => new BinaryAccuracy(), BinaryAccuracy.FromConfig },
        { () => new BinaryCrossentropy(), BinaryCrossentropy.FromConfig, "bce" },
        { () => new CategoricalAccuracy(), CategoricalAccuracy.FromConfig },
        { () => new CategoricalCrossentropy(), CategoricalCrossentropy.FromConfig },
        { () => new CategoricalHinge(), CategoricalHinge.FromConfig },
        { () => new CosineSimilarity(), CosineSimilarity.FromConfig },
        { () => new Hinge(), Hinge.FromConfig },
        { () => new KLDivergence(), KLDivergence.FromConfig, "kl_divergence", "kld" },
        { () => new LogCoshError(), LogCoshError.FromConfig, "logcosh" },
        { () => new MeanAbsoluteError(), MeanAbsoluteError.FromConfig, "mae" },
        { () => new MeanAbsolutePercentageError(), MeanAbsolutePercentageError.FromConfig, "mape" },
        { () => new MeanSquaredError(), MeanSquaredError.FromConfig, "mse" },
        { () => new MeanSquaredLogarithmicError(), MeanSquaredLogarithmicError.FromConfig, "msle" },
        { () => new Poisson(), Poisson.FromConfig },
        { () => new RootMeanSquaredError(), RootMeanSquaredError.FromConfig, "rmse" },
        { () => new SparseCategoricalAccuracy(), SparseCategoricalAccuracy.FromConfig },
        { () => new SparseCategoricalCrossentropy(), SparseCategoricalCrossentropy.FromConfig },
        { () => new SparseTopKCategoricalAccuracy(), SparseTopKCategoricalAccuracy.FromConfig },
        { () => new SquaredHinge(), SquaredHinge.FromConfig },
        { () => new TopKCategoricalAccuracy(), TopKCategoricalAccuracy.FromConfig },
    };
}
