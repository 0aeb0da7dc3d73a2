using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Schedules;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Optimizers;

/// <summary>
/// Each weight's steps shrink with the squares of all its gradients so far: a ← a + g²; w ← w − lr·g/√(a + ε).
/// Sources: Duchi, Hazan and Singer 2011; keras/src/optimizers/adagrad.py.
/// </summary>
public sealed class Adagrad : Optimizer
{
    /// <summary>Describes the optimizer.</summary>
    /// <param name="learningRate">The learning rate lr. Default 0.001.</param>
    /// <param name="initialAccumulatorValue">What the sum of squares starts with. Default 0.1.</param>
    /// <param name="epsilon">ε, inside the root. Default 1e-7.</param>
    /// <param name="name">The name. Default "adagrad".</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
    public Adagrad(LearningRate? learningRate = null, double initialAccumulatorValue = 0.1, double epsilon = 1e-7, string? name = null)
        : base(learningRate ?? 0.001, name)
    {
        if (!(initialAccumulatorValue >= 0 && double.IsFinite(initialAccumulatorValue))) throw new ArgumentOutOfRangeException(nameof(initialAccumulatorValue), $"The sum of squares must start with 0 or a positive number, not {initialAccumulatorValue}.");
        (InitialAccumulatorValue, Epsilon) = (initialAccumulatorValue, Arguments.Epsilon(epsilon));
    }

    /// <summary>What the sum of squares starts with.</summary>
    public double InitialAccumulatorValue { get; }

    /// <summary>ε, inside the root.</summary>
    public double Epsilon { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<Slot> Slots => [new("accumulator", InitialAccumulatorValue)];

    /// <inheritdoc/>
    protected override Node Update(Step step)
    {
        ArgumentNullException.ThrowIfNull(step);
        (Node w, Node g, Node lr) = (step.W, step.G, step.LearningRate);
        Node a = step["accumulator"] = step["accumulator"] + Square(g);
        return w - lr * g / Sqrt(a + Epsilon);
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("initial_accumulator_value", InitialAccumulatorValue).Set("epsilon", Epsilon);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static Adagrad FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(RateFromConfig(config), config.Double("initial_accumulator_value", 0.1), config.Double("epsilon", 1e-7));
    }
}
