using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Schedules;

/// <summary>
/// Falls along half a cosine again and again: run number i = 0, 1, … is tMul^i times as long as the first and starts at mMul^i times the rate.
/// Sources: Loshchilov and Hutter, "SGDR: Stochastic gradient descent with warm restarts" (2017); keras/src/optimizers/schedules/learning_rate_schedule.py.
/// </summary>
/// <param name="initialLearningRate">The rate lr of the first step.</param>
/// <param name="firstDecaySteps">The number of steps of the first run.</param>
/// <param name="tMul">How much longer each run is than the one before, at least 1. Default 2.</param>
/// <param name="mMul">How much higher each run starts than the one before. Default 1.</param>
/// <param name="alpha">The share of the rate that is left at the end of a run. Default 0.</param>
/// <exception cref="ArgumentOutOfRangeException">An argument is outside its range.</exception>
public sealed class CosineDecayRestarts(double initialLearningRate, double firstDecaySteps, double tMul = 2, double mMul = 1, double alpha = 0) : LearningRateSchedule
{
    /// <summary>The rate of the first step.</summary>
    public double InitialLearningRate { get; } = LearningRate.Check(initialLearningRate);

    /// <summary>The number of steps of the first run.</summary>
    public double FirstDecaySteps { get; } = ScheduleArguments.Steps(firstDecaySteps);

    /// <summary>How much longer each run is than the one before.</summary>
    public double TMul { get; } = tMul is >= 1 and < double.PositiveInfinity ? tMul : throw new ArgumentOutOfRangeException(nameof(tMul), $"tMul must be at least 1, not {tMul}.");

    /// <summary>How much higher each run starts than the one before.</summary>
    public double MMul { get; } = ScheduleArguments.NotNegative(mMul);

    /// <summary>The share of the rate that is left at the end of a run.</summary>
    public double Alpha { get; } = ScheduleArguments.NotNegative(alpha);

    /// <inheritdoc/>
    public override Node At(Node step)
    {
        Node firsts = step / FirstDecaySteps;
        Node run = Floor(firsts);
        Node done = firsts - run;
        if (TMul != 1)
        {
            // The runs before number i take 1 + tMul + … + tMul^(i−1) = (1 − tMul^i)/(1 − tMul) first lengths.
            run = Floor(Log(1 - firsts * (1 - TMul)) / Math.Log(TMul));
            Node length = Power(Like(step, TMul), run);
            done = (firsts - (1 - length) / (1 - TMul)) / length;
        }

        Node cosine = 0.5 * Power(Like(step, MMul), run) * (1 + Cos(Math.PI * done));
        return InitialLearningRate * ((1 - Alpha) * cosine + Alpha);
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("initial_learning_rate", InitialLearningRate).Set("first_decay_steps", ScheduleArguments.Whole(FirstDecaySteps)).Set("t_mul", TMul).Set("m_mul", MMul).Set("alpha", Alpha).Set("name", "SGDRDecay");

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static CosineDecayRestarts FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("initial_learning_rate"), config.Double("first_decay_steps"), config.Double("t_mul", 2), config.Double("m_mul", 1), config.Double("alpha", 0));
    }
}
