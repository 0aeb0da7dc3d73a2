using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Plans;
using Backprop.Schedules;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Optimizers;

/// <summary>
/// Needs no schedule: gradients move z, the result is the average x of all z, and the weights while training lie between them, y = (1 − β₁)z + β₁x.
/// v ← v + (g² − v)(1 − β₂); z ← z − lr·g/(√(v/(1 − β₂ᵗ)) + ε); x ← (1 − 1/t)x + z/t with x = (y − (1 − β₁)z)/β₁ of the new z.
/// Before a model is used, call <see cref="SwapToEval"/>; before it is trained on, <see cref="SwapToTrain"/>.
/// Sources: Defazio et al., "The road less scheduled" (2024); keras/src/optimizers/schedule_free_adamw.py.
/// </summary>
public sealed class ScheduleFreeAdamW : Optimizer
{
    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">The learning rate lr. Default 0.0025.</param>
    /// <param name="beta1">β₁, the share of x in the weights while training, above 0. Default 0.9.</param>
    /// <param name="beta2">β₂, how much of the mean of squares is kept. Default 0.999.</param>
    /// <param name="epsilon">ε, added to the root. Default 1e-8.</param>
    /// <param name="warmupSteps">Over how many steps the learning rate rises from 0. Default 0.</param>
    /// <param name="name">The name. Default "schedule_free_adamw".</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public ScheduleFreeAdamW(LearningRate? learningRate = null, double beta1 = 0.9, double beta2 = 0.999, double epsilon = 1e-8, int warmupSteps = 0, string? name = null)
        : base(learningRate ?? 0.0025, name ?? "schedule_free_adamw")
    {
        if (!(beta1 is > 0 and < 1)) throw new ArgumentOutOfRangeException(nameof(beta1), $"beta1 must lie between 0 and 1, not be {beta1}.");
        ArgumentOutOfRangeException.ThrowIfNegative(warmupSteps);
        (Beta1, Beta2, Epsilon, WarmupSteps) = (beta1, Arguments.Decay(beta2), Arguments.Epsilon(epsilon), warmupSteps);
    }

    /// <summary>β₁, the share of x in the weights while training.</summary>
    public double Beta1 { get; }

    /// <summary>β₂, how much of the mean of squares is kept.</summary>
    public double Beta2 { get; }

    /// <summary>ε, added to the root.</summary>
    public double Epsilon { get; }

    /// <summary>Over how many steps the learning rate rises from 0.</summary>
    public int WarmupSteps { get; }

    /// <summary>z, which Keras calls momentum, and v.</summary>
    public override IReadOnlyList<Slot> Slots => [new("momentum"), new("velocity")];

    /// <summary>Puts the weights for training, y = (1 − β₁)z + β₁x, in the place of the averages x. Does nothing before the first step.</summary>
    public void SwapToTrain() => Swap((x, z) => (1 - Beta1) * z + Beta1 * x);

    /// <summary>Puts the averages, x = (y − (1 − β₁)z)/β₁, in the place of the weights y. Does nothing before the first step.</summary>
    public void SwapToEval() => Swap((y, z) => (y - (1 - Beta1) * z) / Beta1);

    /// <inheritdoc/>
    protected override Tensor? Start(Slot slot, Variable weight)
    {
        ArgumentNullException.ThrowIfNull(slot);
        ArgumentNullException.ThrowIfNull(weight);
        return slot.Name == "momentum" ? weight.Value : base.Start(slot, weight);
    }

    /// <inheritdoc/>
    protected override Node Update(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        (Node y, Node g, Node t, Node lr) = (step.W, step.G, step.T, step.LearningRate);
        if (WarmupSteps > 0) lr *= Minimum(t / WarmupSteps, 1);
        Node v = step["velocity"] = step["velocity"] + (Square(g) - step["velocity"]) * (1 - Beta2);
        Node z = step["momentum"] = step["momentum"] - lr * g / (Sqrt(v / (1 - Power(Like(t, Beta2), t))) + Epsilon);
        // The paper takes the old z here; Keras 3.15 on TensorFlow reads z after it has moved, and so do its files go on.
        Node x = (y - (1 - Beta1) * z) / Beta1;
        Node average = (1 - 1 / t) * x + 1 / t * z;
        return (1 - Beta1) * z + Beta1 * average;
    }

    private void Swap(Func<Node, Node, Node> other)
    {
        for (int i = 0; i < Weights.Count; i++) Weights[i].Assign(other(Weights[i], Slot(i, "momentum")).Evaluate());
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("beta_1", Beta1).Set("beta_2", Beta2).Set("epsilon", Epsilon).Set("warmup_steps", WarmupSteps);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static ScheduleFreeAdamW FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(RateFromConfig(config), config.Double("beta_1", 0.9), config.Double("beta_2", 0.999), config.Double("epsilon", 1e-8), config.Int("warmup_steps", 0));
    }
}
