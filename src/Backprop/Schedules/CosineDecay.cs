using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Schedules;

/// <summary>
/// The rate falls along half a cosine: lr·((1 − alpha)·½(1 + cos(π·s/steps)) + alpha), and stays at lr·alpha. With a warm-up it rises first,
/// in a straight line from lr to the target, which takes the place of lr afterwards.
/// Sources: Loshchilov and Hutter, "SGDR" (2017); keras/src/optimizers/schedules/learning_rate_schedule.py.
/// </summary>
/// <param name="initialLearningRate">The rate lr of the first step.</param>
/// <param name="decaySteps">The number of falling steps.</param>
/// <param name="alpha">The share of the rate that is left at the end. Default 0.</param>
/// <param name="warmupTarget">The rate after the warm-up; null for no warm-up.</param>
/// <param name="warmupSteps">The number of rising steps. Default 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
public sealed class CosineDecay(double initialLearningRate, double decaySteps, double alpha = 0, double? warmupTarget = null, double warmupSteps = 0) : LearningRateSchedule
{
    /// <summary>The rate of the first step.</summary>
    public double InitialLearningRate { get; } = LearningRate.Check(initialLearningRate);

    /// <summary>The number of falling steps.</summary>
    public double DecaySteps { get; } = ScheduleArguments.Steps(decaySteps);

    /// <summary>The share of the rate that is left at the end.</summary>
    public double Alpha { get; } = ScheduleArguments.NotNegative(alpha);

    /// <summary>The rate after the warm-up, or null.</summary>
    public double? WarmupTarget { get; } = warmupTarget is { } target ? LearningRate.Check(target) : null;

    /// <summary>The number of rising steps.</summary>
    public double WarmupSteps { get; } = ScheduleArguments.NotNegative(warmupSteps);

    /// <inheritdoc/>
    public override Node At(Node step)
    {
        if (WarmupTarget is not { } top) return Falling(step, InitialLearningRate);
        Node falling = Falling(step - WarmupSteps, top);
        if (WarmupSteps == 0) return falling;
        Node rising = (top - InitialLearningRate) * (step / WarmupSteps) + InitialLearningRate;
        return Where(Less(step, WarmupSteps), rising, falling);
    }

    private Node Falling(Node step, double from)
    {
        Node cosine = 0.5 * (1 + Cos(Math.PI * (Minimum(step, DecaySteps) / DecaySteps)));
        return from * ((1 - Alpha) * cosine + Alpha);
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("initial_learning_rate", InitialLearningRate).Set("decay_steps", ScheduleArguments.Whole(DecaySteps)).Set("alpha", Alpha).Set("name", "CosineDecay").Set("warmup_target", WarmupTarget).Set("warmup_steps", ScheduleArguments.Whole(WarmupSteps));

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static CosineDecay FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("initial_learning_rate"), config.Double("decay_steps"), config.Double("alpha", 0), config.OptionalDouble("warmup_target"), config.Double("warmup_steps", 0));
    }
}
