using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Schedules;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Optimizers;

/// <summary>
/// Adam that looks ahead in the way of Nesterov: uₜ = β₁(1 − ½·0.96ᵗ); Π ← Π·uₜ; m and v as in <see cref="Adam"/>;
/// m̂ = uₜ₊₁·m/(1 − Π·uₜ₊₁) + (1 − uₜ)·g/(1 − Π); v̂ = v/(1 − β₂ᵗ); w ← w − lr·m̂/(√v̂ + ε).
/// Sources: Dozat, "Incorporating Nesterov momentum into Adam" (2016); keras/src/optimizers/nadam.py.
/// </summary>
public sealed class Nadam : Optimizer
{
    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">The learning rate lr. Default 0.001.</param>
    /// <param name="beta1">β₁, how much of the mean of gradients is kept. Default 0.9.</param>
    /// <param name="beta2">β₂, how much of the mean of squares is kept. Default 0.999.</param>
    /// <param name="epsilon">ε, added to the root. Default 1e-7.</param>
    /// <param name="name">The name. Default "nadam".</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Nadam(LearningRate? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-7, string? name = null)
        : base(learningRate ?? 0.001, name)
    {
        (Beta1, Beta2, Epsilon) = (Arguments.Decay(beta1), Arguments.Decay(beta2), Arguments.Epsilon(epsilon));
    }

    /// <summary>β₁, how much of the mean of gradients is kept.</summary>
    public double Beta1 { get; }

    /// <summary>β₂, how much of the mean of squares is kept.</summary>
    public double Beta2 { get; }

    /// <summary>ε, added to the root.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Slots => [new("momentum"), new("velocity")];

    /// <summary>The product Π of all u so far.</summary>
    public override IReadOnlyList<Slot> Totals => [new("u_product", 1)];

    /// <inheritdoc/>
    protected override Node Update(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        (Node w, Node g, Node t) = (step.W, step.G, step.T);
        Node u = Beta1 * (1 - 0.5 * Power(Like(t, 0.96), t));
        Node next = Beta1 * (1 - 0.5 * Power(Like(t, 0.96), t + 1));
        Node product = step["u_product"] = step["u_product"] * Cast(u, step["u_product"].DType);
        Node productHere = Cast(product, w.DType);
        Node m = step["momentum"] = step["momentum"] + (g - step["momentum"]) * (1 - Beta1);
        Node v = step["velocity"] = step["velocity"] + (Square(g) - step["velocity"]) * (1 - Beta2);
        Node ahead = next * m / (1 - productHere * next) + (1 - u) * g / (1 - productHere);
        return w - step.LearningRate * ahead / (Sqrt(v / (1 - Power(Like(t, Beta2), t))) + Epsilon);
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("beta_1", Beta1).Set("beta_2", Beta2).Set("epsilon", Epsilon);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static Nadam FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(RateFromConfig(config), config.Double("beta_1", 0.9), config.Double("beta_2", 0.999), config.Double("epsilon", 1e-7));
    }
}
