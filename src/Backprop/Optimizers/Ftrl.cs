using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Schedules;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Optimizers;

/// <summary>
/// "Follow the regularised leader", for wide models with few active features: n' = n + g²; z ← z + g + 2sw − (n'ᵖ − nᵖ)/lr·w with p = −learningRatePower;
/// w ← (clip(z, −λ₁, λ₁) − z)/(n'ᵖ/lr + 2λ₂ + β/lr). The first step forgets the initial weights.
/// Sources: McMahan et al., "Ad click prediction: a view from the trenches" (2013); keras/src/optimizers/ftrl.py.
/// </summary>
public sealed class Ftrl : Optimizer
{
    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">The learning rate lr. Default 0.001.</param>
    /// <param name="learningRatePower">−p, 0 or negative: how the rate falls with the squares of gradients. Default −0.5.</param>
    /// <param name="initialAccumulatorValue">What the sum of squares n starts with. Default 0.1.</param>
    /// <param name="l1RegularizationStrength">λ₁. Default 0.</param>
    /// <param name="l2RegularizationStrength">λ₂. Default 0.</param>
    /// <param name="l2ShrinkageRegularizationStrength">s, a penalty on the size of the weights. Default 0.</param>
    /// <param name="beta">β of the paper. Default 0.</param>
    /// <param name="name">The name. Default "ftrl".</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Ftrl(
        LearningRate? learningRate = null,
        double learningRatePower = -0.5,
        double initialAccumulatorValue = 0.1,
        double l1RegularizationStrength = 0,
        double l2RegularizationStrength = 0,
        double l2ShrinkageRegularizationStrength = 0,
        double beta = 0,
        string? name = null)
        : base(learningRate ?? 0.001, name)
    {
        if (!(learningRatePower is <= 0 and > double.NegativeInfinity)) throw new ArgumentOutOfRangeException(nameof(learningRatePower), $"The power must be 0 or a negative number, not {learningRatePower}.");
        (LearningRatePower, InitialAccumulatorValue) = (learningRatePower, Arguments.NotNegative(initialAccumulatorValue));
        L1RegularizationStrength = Arguments.NotNegative(l1RegularizationStrength);
        L2RegularizationStrength = Arguments.NotNegative(l2RegularizationStrength);
        L2ShrinkageRegularizationStrength = Arguments.NotNegative(l2ShrinkageRegularizationStrength);
        Beta = double.IsFinite(beta) ? beta : throw new ArgumentOutOfRangeException(nameof(beta), $"beta must be a number, not {beta}.");
    }

    /// <summary>−p: how the rate falls with the squares of gradients.</summary>
    public double LearningRatePower { get; }

    /// <summary>What the sum of squares n starts with.</summary>
    public double InitialAccumulatorValue { get; }

    /// <summary>λ₁: weights whose z is smaller are 0.</summary>
    public double L1RegularizationStrength { get; }

    /// <summary>λ₂.</summary>
    public double L2RegularizationStrength { get; }

    /// <summary>s, a penalty on the size of the weights.</summary>
    public double L2ShrinkageRegularizationStrength { get; }

    /// <summary>β of the paper.</summary>
    public double Beta { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Slots => [new("accumulator", InitialAccumulatorValue), new("linear")];

    /// <inheritdoc/>
    protected override Node Update(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        (Node w, Node g, Node lr) = (step.W, step.G, step.LearningRate);
        double p = -LearningRatePower;
        Node l2 = L2RegularizationStrength + Beta / (2 * lr);
        Node n = step["accumulator"] + Square(g);
        Node power = Power(n, p);
        Node z = step["linear"] = step["linear"] + (g + 2 * L2ShrinkageRegularizationStrength * w - (power - Power(step["accumulator"], p)) / lr * w);
        step["accumulator"] = n;
        return (Clip(z, -L1RegularizationStrength, L1RegularizationStrength) - z) / (power / lr + 2 * l2);
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig()
        .Set("learning_rate_power", LearningRatePower)
        .Set("initial_accumulator_value", InitialAccumulatorValue)
        .Set("l1_regularization_strength", L1RegularizationStrength)
        .Set("l2_regularization_strength", L2RegularizationStrength)
        .Set("l2_shrinkage_regularization_strength", L2ShrinkageRegularizationStrength)
        .Set("beta", Beta);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static Ftrl FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(
            RateFromConfig(config),
            config.Double("learning_rate_power", -0.5),
            config.Double("initial_accumulator_value", 0.1),
            config.Double("l1_regularization_strength", 0),
            config.Double("l2_regularization_strength", 0),
            config.Double("l2_shrinkage_regularization_strength", 0),
            config.Double("beta", 0));
    }
}
