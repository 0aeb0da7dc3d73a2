using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Schedules;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Optimizers;

/// <summary>
/// Steps in units of earlier steps: a ← ρa + (1 − ρ)g²; Δ = −√(d + ε)/√(a + ε)·g; d ← ρd + (1 − ρ)Δ²; w ← w + lr·Δ.
/// Sources: Zeiler, "ADADELTA: An adaptive learning rate method" (2012); keras/src/optimizers/adadelta.py.
/// </summary>
public sealed class Adadelta : Optimizer
{
    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">The learning rate lr. Default 0.001.</param>
    /// <param name="rho">ρ, how much of the running means is kept. Default 0.95.</param>
    /// <param name="epsilon">ε, a small number that keeps divisions finite. Default 1e-7.</param>
    /// <param name="name">The name. Default "adadelta".</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Adadelta(LearningRate? learningRate = null, double rho = 0.95, double epsilon = 1e-7, string? name = null)
        : base(learningRate ?? 0.001, name)
    {
        (Rho, Epsilon) = (Arguments.Decay(rho), Arguments.Epsilon(epsilon));
    }

    /// <summary>ρ, how much of the running means is kept.</summary>
    public double Rho { get; }

    /// <summary>ε, a small number that keeps divisions finite.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Slots => [new("accumulated_grad"), new("accumulated_delta_var")];

    /// <inheritdoc/>
    protected override Node Update(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        Node a = step["accumulated_grad"] = Rho * step["accumulated_grad"] + (1 - Rho) * Square(step.G);
        Node change = -Sqrt(step["accumulated_delta_var"] + Epsilon) / Sqrt(a + Epsilon) * step.G;
        step["accumulated_delta_var"] = Rho * step["accumulated_delta_var"] + (1 - Rho) * Square(change);
        return step.W + step.LearningRate * change;
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("rho", Rho).Set("epsilon", Epsilon);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static Adadelta FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(RateFromConfig(config), config.Double("rho", 0.95), config.Double("epsilon", 1e-7));
    }
}
