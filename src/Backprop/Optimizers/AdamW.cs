using Backprop.Graphs;
using Backprop.Schedules;
using Backprop.Vocabulary;

namespace Backprop.Optimizers;

/// <summary>
/// Adam with decoupled weight decay: before each step w ← w − lr·decay·w, then the step of <see cref="Adam"/>.
/// Sources: Loshchilov and Hutter, "Decoupled weight decay regularization" (2019); keras/src/optimizers/adamw.py.
/// </summary>
public sealed class AdamW : Optimizer
{
    private readonly AdamRule _rule;

    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">The learning rate lr. Default 0.001.</param>
    /// <param name="weightDecay">The share of each weight, times the learning rate, that is taken off before a step. Default 0.004.</param>
    /// <param name="beta1">How much of the mean of gradients is kept, β₁. Default 0.9.</param>
    /// <param name="beta2">How much of the mean of squares is kept, β₂. Default 0.999.</param>
    /// <param name="epsilon">ε, added to the root. Default 1e-7.</param>
    /// <param name="amsgrad">Whether the largest mean of squares so far is used (Reddi, Kale and Kumar 2018). Default false.</param>
    /// <param name="name">The name. Default "adamw".</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public AdamW(LearningRate? learningRate = null, double weightDecay = 0.004, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7, bool amsgrad = false, string? name = null)
        : base(learningRate ?? 0.001, name ?? "adamw")
    {
        _rule = new AdamRule(beta1, beta2, epsilon, amsgrad);
        (Beta1, Beta2, Epsilon, Amsgrad) = (beta1, beta2, epsilon, amsgrad);
        WeightDecay = weightDecay;
    }

    /// <summary>How much of the mean of gradients is kept, β₁.</summary>
    public double Beta1 { get; }

    /// <summary>How much of the mean of squares is kept, β₂.</summary>
    public double Beta2 { get; }

    /// <summary>ε, added to the root.</summary>
    public double Epsilon { get; }

    /// <summary>Whether the largest mean of squares so far is used.</summary>
    public bool Amsgrad { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Slots => _rule.Slots;

    /// <inheritdoc/>
    protected override Node Update(Step step) => _rule.Update(step);

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("beta_1", Beta1).Set("beta_2", Beta2).Set("epsilon", Epsilon).Set("amsgrad", Amsgrad);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static AdamW FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(RateFromConfig(config), config.Double("weight_decay", 0.004), config.Double("beta_1", 0.9), config.Double("beta_2", 0.999), config.Double("epsilon", 1e-7), config.Bool("amsgrad"));
    }
}
