using Backprop.Vocabulary;

namespace Backprop.Losses;

/// <summary>The losses that can be asked for by name.</summary>
public static class LossRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<Loss> All { get; } = new("loss")
    {
        { () => new BinaryCrossentropy(), "bce" },
        () => new BinaryFocalCrossentropy(),
        () => new CategoricalCrossentropy(),
        () => new CategoricalFocalCrossentropy(),
        () => new CategoricalHinge(),
        () => new CosineSimilarity(),
        () => new Dice(),
        () => new Hinge(),
        () => new Huber(),
        { () => new KLDivergence(), "kl_divergence", "kld" },
        { () => new LogCosh(), "logcosh" },
        { () => new MeanAbsoluteError(), "mae" },
        { () => new MeanAbsolutePercentageError(), "mape" },
        { () => new MeanSquaredError(), "mse" },
        { () => new MeanSquaredLogarithmicError(), "msle" },
        () => new Poisson(),
        () => new SparseCategoricalCrossentropy(),
        () => new SquaredHinge(),
        () => new Tversky(),
    };
}
