using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Schedules;

/// <summary>
/// The rate falls along a power to an end: (lr − end)(1 − s/steps)^power + end, and stays there; with cycle it starts anew from s = steps on,
/// with steps lengthened to the next multiple above s. Source: keras/src/optimizers/schedules/learning_rate_schedule.py.
/// </summary>
/// <param name="initialLearningRate">The rate lr of the first step.</param>
/// <param name="decaySteps">The number of steps until the end.</param>
/// <param name="endLearningRate">The rate at the end. Default 0.0001.</param>
/// <param name="power">The power; 1 is a straight line. Default 1.</param>
/// <param name="cycle">Whether it starts anew after the end. Default false.</param>
/// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
public sealed class PolynomialDecay(double initialLearningRate, double decaySteps, double endLearningRate = 0.0001, double power = 1, bool cycle = false) : LearningRateSchedule
{
    /// <summary>The rate of the first step.</summary>
    public double InitialLearningRate { get; } = LearningRate.Check(initialLearningRate);

    /// <summary>The number of steps until the end.</summary>
    public double DecaySteps { get; } = ScheduleArguments.Steps(decaySteps);

    /// <summary>The rate at the end.</summary>
    public double EndLearningRate { get; } = LearningRate.Check(endLearningRate);

    /// <summary>The power; 1 is a straight line.</summary>
    public double Exponent { get; } = ScheduleArguments.NotNegative(power);

    /// <summary>Whether it starts anew after the end.</summary>
    public bool Cycle => cycle;

    /// <inheritdoc/>
    public override Node At(Node step)
    {
        // At step 0 the multiple would be 0; the first cycle has length 1.
        Node done = cycle ? step / (DecaySteps * Maximum(Ceiling(step / DecaySteps), 1)) : Minimum(step, DecaySteps) / DecaySteps;
        return (InitialLearningRate - EndLearningRate) * Power(1 - done, Exponent) + EndLearningRate;
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("initial_learning_rate", InitialLearningRate).Set("decay_steps", ScheduleArguments.Whole(DecaySteps)).Set("end_learning_rate", EndLearningRate).Set("power", Exponent).Set("cycle", cycle).Set("name", "PolynomialDecay");

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static PolynomialDecay FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("initial_learning_rate"), config.Double("decay_steps"), config.Double("end_learning_rate", 0.0001), config.Double("power", 1), config.Bool("cycle"));
    }
}
