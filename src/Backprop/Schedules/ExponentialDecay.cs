using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Schedules;

/// <summary>The rate falls by the same factor in every stretch of steps: lr·rate^(s/steps). With staircase s/steps is rounded down, so that the rate stays within a stretch. Source: keras/src/optimizers/schedules/learning_rate_schedule.py.</summary>
/// <param name="initialLearningRate">The rate lr of the first step.</param>
/// <param name="decaySteps">The length of a stretch, in steps.</param>
/// <param name="decayRate">How fast it falls, rate.</param>
/// <param name="staircase">Whether the rate stays within a stretch. Default false.</param>
/// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
public sealed class ExponentialDecay(double initialLearningRate, double decaySteps, double decayRate, bool staircase = false) : LearningRateSchedule
{
    /// <summary>The rate of the first step.</summary>
    public double InitialLearningRate { get; } = LearningRate.Check(initialLearningRate);

    /// <summary>The length of a stretch, in steps.</summary>
    public double DecaySteps { get; } = ScheduleArguments.Steps(decaySteps);

    /// <summary>How fast the rate falls.</summary>
    public double DecayRate { get; } = ScheduleArguments.NotNegative(decayRate);

    /// <summary>Whether the rate stays within a stretch.</summary>
    public bool Staircase => staircase;

    /// <inheritdoc/>
    public override Node At(Node step)
    {
        Node stretches = step / DecaySteps;
        if (staircase) stretches = Floor(stretches);
        return InitialLearningRate * Power(Like(step, DecayRate), stretches);
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("initial_learning_rate", InitialLearningRate).Set("decay_steps", ScheduleArguments.Whole(DecaySteps)).Set("decay_rate", DecayRate).Set("staircase", staircase).Set("name", "ExponentialDecay");

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static ExponentialDecay FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("initial_learning_rate"), config.Double("decay_steps"), config.Double("decay_rate"), config.Bool("staircase"));
    }
}
