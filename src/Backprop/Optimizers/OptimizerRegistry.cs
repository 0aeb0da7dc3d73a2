using Backprop.Vocabulary;

namespace Backprop.Optimizers;

/// <summary>The optimizers that can be asked for by name.</summary>
public static class OptimizerRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<Optimizer> All { get; } = new("optimizer")
    {
        () => new Adadelta(),
        () => new Adafactor(),
        () => new Adagrad(),
        () => new Adam(),
        () => new Adamax(),
        { () => new AdamW(), "adamw" },
        () => new Ftrl(),
        () => new Lamb(),
        () => new Lion(),
        () => new Muon(),
        () => new Nadam(),
        { () => new RmsProp(), "rmsprop" },
        { () => new ScheduleFreeAdamW(), "schedulefreeadamw" },
        () => new Sgd(),
    };
}
