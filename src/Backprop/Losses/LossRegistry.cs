using Backprop.Vocabulary;

namespace Backprop.Losses;

/// <summary>The losses that can be asked for by name.</summary>
public static class LossRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<Loss> All { get; } = new("loss", (loss, config) => loss.Configure(config))
    {
        { () => new BinaryCrossentropy(), BinaryCrossentropy.FromConfig, "bce" },
        { () => new BinaryFocalCrossentropy(), BinaryFocalCrossentropy.FromConfig },
        { () => new CategoricalCrossentropy(), CategoricalCrossentropy.FromConfig },
        { () => new CategoricalFocalCrossentropy(), CategoricalFocalCrossentropy.FromConfig },
        { () => new CategoricalGeneralizedCrossEntropy(), CategoricalGeneralizedCrossEntropy.FromConfig },
        { () => new CategoricalHinge(), CategoricalHinge.FromConfig },
        { () => new Circle(), Circle.FromConfig },
        { () => new CosineSimilarity(), CosineSimilarity.FromConfig },
        { () => new CTC(), CTC.FromConfig },
        { () => new Dice(), Dice.FromConfig },
        { () => new Hinge(), Hinge.FromConfig },
        { () => new Huber(), Huber.FromConfig },
        { () => new KLDivergence(), KLDivergence.FromConfig, "kl_divergence", "kld" },
        { () => new LogCosh(), LogCosh.FromConfig, "logcosh" },
        { () => new MeanAbsoluteError(), MeanAbsoluteError.FromConfig, "mae" },
        { () => new MeanAbsolutePercentageError(), MeanAbsolutePercentageError.FromConfig, "mape" },
        { () => new MeanSquaredError(), MeanSquaredError.FromConfig, "mse" },
        { () => new MeanSquaredLogarithmicError(), MeanSquaredLogarithmicError.FromConfig, "msle" },
        { () => new Poisson(), Poisson.FromConfig },
        { () => new SparseCategoricalCrossentropy(), SparseCategoricalCrossentropy.FromConfig },
        { () => new SquaredHinge(), SquaredHinge.FromConfig },
        { () => new Tversky(), Tversky.FromConfig },
    };
}
