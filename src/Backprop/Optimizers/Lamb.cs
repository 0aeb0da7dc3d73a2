using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Schedules;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Optimizers;

/// <summary>
/// Adam whose step for each weight tensor is as long as the tensor itself times lr, for large batches: r = m̂/(√v̂ + ε); w ← w − lr·‖w‖/‖r‖·r
/// with m̂ = m/(1 − β₁ᵗ) and v̂ = v/(1 − β₂ᵗ); the ratio is 1 where a length is 0.
/// Sources: You et al., "Large batch optimization for deep learning" (2020); keras/src/optimizers/lamb.py.
/// </summary>
public sealed class Lamb : Optimizer
{
    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">The learning rate lr. Default 0.001.</param>
    /// <param name="beta1">β₁, how much of the mean of gradients is kept. Default 0.9.</param>
    /// <param name="beta2">β₂, how much of the mean of squares is kept. Default 0.999.</param>
    /// <param name="epsilon">ε, a small number that keeps divisions finite. Default 1e-7.</param>
    /// <param name="name">The name. Default "lamb".</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Lamb(LearningRate? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7, string? name = null)
        : base(learningRate ?? 0.001, name)
    {
        (Beta1, Beta2, Epsilon) = (Arguments.Decay(beta1), Arguments.Decay(beta2), Arguments.Epsilon(epsilon));
    }

    /// <summary>β₁, how much of the mean of gradients is kept.</summary>
    public double Beta1 { get; }

    /// <summary>β₂, how much of the mean of squares is kept.</summary>
    public double Beta2 { get; }

    /// <summary>ε, a small number that keeps divisions finite.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Slots => [new("momentum"), new("velocity")];

    /// <inheritdoc/>
    protected override Node Update(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        (Node w, Node g, Node t) = (step.W, step.G, step.T);
        Node m = step["momentum"] = step["momentum"] + (g - step["momentum"]) * (1 - Beta1);
        Node v = step["velocity"] = step["velocity"] + (Square(g) - step["velocity"]) * (1 - Beta2);
        Node r = m / (1 - Power(Like(t, Beta1), t)) / (Sqrt(v / (1 - Power(Like(t, Beta2), t))) + Epsilon);
        (Node weight, Node length) = (Sqrt(Sum(Square(w))), Sqrt(Sum(Square(r))));
        Node ratio = Where(LogicalAnd(Greater(weight, 0), Greater(length, 0)), weight / length, Like(w, 1));
        return w - ratio * step.LearningRate * r;
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("beta_1", Beta1).Set("beta_2", Beta2).Set("epsilon", Epsilon);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static Lamb FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(RateFromConfig(config), config.Double("beta_1", 0.9), config.Double("beta_2", 0.999), config.Double("epsilon", 1e-7));
    }
}
