using Backprop.Vocabulary;

namespace Backprop.Losses;

/// <summary>The losses that can be asked for by name.</summary>
public static class LossRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<Loss> All { get; } = new("loss")
    {
        { () => new BinaryCrossentropy(), "bce" },
        () => new CategoricalCrossentropy(),
        { () => new MeanAbsoluteError(), "mae" },
        { () => new MeanSquaredError(), "mse" },
        () => new SparseCategoricalCrossentropy(),
    };
}
