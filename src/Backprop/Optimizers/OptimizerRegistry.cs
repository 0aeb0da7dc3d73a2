using Backprop.Vocabulary;

namespace Backprop.Optimizers;

/// <summary>The optimizers that can be asked for by name.</summary>
public static class OptimizerRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<Optimizer> All { get; } = new("optimizer")
    {
        () => new Adagrad(),
        () => new Adam(),
        { () => new AdamW(), "adamw" },
        { () => new RmsProp(), "rmsprop" },
        () => new Sgd(),
    };
}
