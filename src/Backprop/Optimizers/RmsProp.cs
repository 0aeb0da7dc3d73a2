using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Schedules;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Optimizers;

/// <summary>
/// Steps divided by the root of a running mean of squares: v ← ρv + (1 − ρ)g²; Δ = lr·g/√(v + ε), with ε inside the root.
/// Centered, the mean gradient ḡ is kept too and its square taken off: √(v − ḡ² + ε). With momentum, m ← μm + Δ; w ← w − m; otherwise w ← w − Δ.
/// Keras' default optimizer. Sources: Hinton's lecture 6e (2012); keras/src/optimizers/rmsprop.py.
/// </summary>
public sealed class RmsProp : Optimizer
{
    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">The learning rate lr. Default 0.001.</param>
    /// <param name="rho">How much of the mean of squares is kept, ρ. Default 0.9.</param>
    /// <param name="momentum">How much of the last step is kept, μ. Default 0.</param>
    /// <param name="epsilon">ε, inside the root. Default 1e-7.</param>
    /// <param name="centered">Whether the variance of gradients takes the place of their mean square. Default false.</param>
    /// <param name="name">The name. Default "rmsprop".</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public RmsProp(LearningRate? learningRate = null, double rho = 0.9, double momentum = 0, double epsilon = 1e-7, bool centered = false, string? name = null)
        : base(learningRate ?? 0.001, name ?? "rmsprop")
    {
        if (!(momentum is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(momentum), $"The momentum must lie between 0 and 1, not be {momentum}.");
        (Rho, Momentum, Epsilon, Centered) = (Arguments.Decay(rho), momentum, Arguments.Epsilon(epsilon), centered);
    }

    /// <summary>How much of the mean of squares is kept, ρ.</summary>
    public double Rho { get; }

    /// <summary>How much of the last step is kept, μ.</summary>
    public double Momentum { get; }

    /// <summary>ε, inside the root.</summary>
    public double Epsilon { get; }

    /// <summary>Whether the variance of gradients takes the place of their mean square.</summary>
    public bool Centered { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Slots => [new("velocity"), .. Momentum > 0 ? [new Slot("momentum", Group: 1)] : (Slot[])[], .. Centered ? [new Slot("average_gradient", Group: 2)] : (Slot[])[]];

    /// <inheritdoc/>
    protected override Node Update(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        (Node w, Node g, Node lr) = (step.W, step.G, step.LearningRate);
        Node v = step["velocity"] = Rho * step["velocity"] + (1 - Rho) * Square(g);
        Node variance = v;
        if (Centered)
        {
            Node average = step["average_gradient"] = Rho * step["average_gradient"] + (1 - Rho) * g;
            variance = v - Square(average);
        }

        Node change = lr * g / Sqrt(variance + Epsilon);
        if (Momentum == 0) return w - change;
        Node m = step["momentum"] = Momentum * step["momentum"] + change;
        return w - m;
    }

    /// <inheritdoc/>
    public override string KerasClass => "RMSprop";

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("rho", Rho).Set("momentum", Momentum).Set("epsilon", Epsilon).Set("centered", Centered);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static RmsProp FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(RateFromConfig(config), config.Double("rho", 0.9), config.Double("momentum", 0), config.Double("epsilon", 1e-7), config.Bool("centered"));
    }
}
