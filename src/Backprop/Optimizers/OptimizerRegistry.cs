using Backprop.Vocabulary;

namespace Backprop.Optimizers;

/// <summary>The optimizers that can be asked for by name.</summary>
public static class OptimizerRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<Optimizer> All { get; } = new("optimizer", (optimizer, config) => optimizer.Configure(config))
    {
        { () => new Adadelta(), Adadelta.FromConfig },
        { () => new Adafactor(), Adafactor.FromConfig },
        { () => new Adagrad(), Adagrad.FromConfig },
        { () => new Adam(), Adam.FromConfig },
        { () => new Adamax(), Adamax.FromConfig },
        { () => new AdamW(), AdamW.FromConfig, "adamw" },
        { () => new Ftrl(), Ftrl.FromConfig },
        { () => new Lamb(), Lamb.FromConfig },
        { () => new Lion(), Lion.FromConfig },
        { nameof(LossScaleOptimizer), LossScaleOptimizer.FromConfig },
        { nameof(MultiOptimizer), MultiOptimizer.FromConfig },
        { () => new Muon(), Muon.FromConfig },
        { () => new Nadam(), Nadam.FromConfig },
        { () => new RmsProp(), RmsProp.FromConfig, "rmsprop" },
        { () => new ScheduleFreeAdamW(), ScheduleFreeAdamW.FromConfig, "schedulefreeadamw" },
        { () => new Sgd(), Sgd.FromConfig },
    };
}
