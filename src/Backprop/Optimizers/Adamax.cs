using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Schedules;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Optimizers;

/// <summary>
/// Adam with the largest recent gradient in place of the root mean square: m ← m + (g − m)(1 − β₁); u ← max(β₂u, |g|); w ← w − lr·m/((1 − β₁ᵗ)(u + ε)).
/// Sources: Kingma and Ba, "Adam" (2015), section 7.1; keras/src/optimizers/adamax.py.
/// </summary>
public sealed class Adamax : Optimizer
{
    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">The learning rate lr. Default 0.001.</param>
    /// <param name="beta1">β₁, how much of the mean of gradients is kept. Default 0.9.</param>
    /// <param name="beta2">β₂, how much of the largest gradient is kept. Default 0.999.</param>
    /// <param name="epsilon">ε, a small number that keeps divisions finite. Default 1e-7.</param>
    /// <param name="name">The name. Default "adamax".</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Adamax(LearningRate? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7, string? name = null)
        : base(learningRate ?? 0.001, name)
    {
        (Beta1, Beta2, Epsilon) = (Arguments.Decay(beta1), Arguments.Decay(beta2), Arguments.Epsilon(epsilon));
    }

    /// <summary>β₁, how much of the mean of gradients is kept.</summary>
    public double Beta1 { get; }

    /// <summary>β₂, how much of the largest gradient is kept.</summary>
    public double Beta2 { get; }

    /// <summary>ε, a small number that keeps divisions finite.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Slots => [new("momentum"), new("norm")];

    /// <inheritdoc/>
    protected override Node Update(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        Node m = step["momentum"] = step["momentum"] + (step.G - step["momentum"]) * (1 - Beta1);
        Node u = step["norm"] = Maximum(Beta2 * step["norm"], Abs(step.G));
        Node rate = step.LearningRate / (1 - Power(Like(step.T, Beta1), step.T));
        return step.W - rate * m / (u + Epsilon);
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("beta_1", Beta1).Set("beta_2", Beta2).Set("epsilon", Epsilon);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static Adamax FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(RateFromConfig(config), config.Double("beta_1", 0.9), config.Double("beta_2", 0.999), config.Double("epsilon", 1e-7));
    }
}
