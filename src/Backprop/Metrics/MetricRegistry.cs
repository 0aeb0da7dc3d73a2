using Backprop.Vocabulary;

namespace Backprop.Metrics;

/// <summary>The metrics that can be asked for by name.</summary>
public static class MetricRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<Metric> All { get; } = new("metric", (metric, config) => metric.Configure(config))
    {
        { () => new Auc(), Auc.FromConfig },
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
        { () => new BinaryIoU(), BinaryIoU.FromConfig },
        { () => new ConcordanceCorrelation(), ConcordanceCorrelation.FromConfig },
        { () => new F1Score(), F1Score.FromConfig },
        { () => new FBetaScore(), FBetaScore.FromConfig },
        { () => new FalseNegatives(), FalseNegatives.FromConfig },
        { () => new FalsePositives(), FalsePositives.FromConfig },
        { () => new Mean(), Mean.FromConfig },
        { () => new PearsonCorrelation(), PearsonCorrelation.FromConfig },
        { () => new Precision(), Precision.FromConfig },
        { () => new R2Score(), R2Score.FromConfig },
        { () => new Recall(), Recall.FromConfig },
        { () => new Sum(), Sum.FromConfig },
        { () => new TrueNegatives(), TrueNegatives.FromConfig },
        { () => new TruePositives(), TruePositives.FromConfig },
        { nameof(IoU), IoU.FromConfig },
        { nameof(MeanIoU), MeanIoU.FromConfig },
        { nameof(OneHotIoU), OneHotIoU.FromConfig },
        { nameof(OneHotMeanIoU), OneHotMeanIoU.FromConfig },
        { nameof(PrecisionAtRecall), PrecisionAtRecall.FromConfig },
        { nameof(RecallAtPrecision), RecallAtPrecision.FromConfig },
        { nameof(SensitivityAtSpecificity), SensitivityAtSpecificity.FromConfig },
        { nameof(SpecificityAtSensitivity), SpecificityAtSensitivity.FromConfig },
    };
}
