using Backprop.Vocabulary;

namespace Backprop.Optimizers;

/// <summary>The optimizers that can be asked for by name.</summary>
public static class OptimizerRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<Optimizer> All { get; } = new("optimizer")
    {
        () => new Adadelta(),
        () => new Adagrad(),
        () => new Adam(),
        () => new Adamax(),
        { () => new AdamW(), "adamw" },
        () => new Lamb(),
        () => new Lion(),
        { () => new RmsProp(), "rmsprop" },
        () => new Sgd(),
    };
}
