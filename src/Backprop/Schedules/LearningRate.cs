using System.Text.Json.Nodes;
using Backprop.Vocabulary;

namespace Backprop.Schedules;

/// <summary>A learning rate: a number, or a schedule. Both convert implicitly.</summary>
public sealed class LearningRate
{
    private LearningRate(double value, LearningRateSchedule? schedule) => (Value, Schedule) = (value, schedule);

    /// <summary>The number; NaN for a schedule.</summary>
    public double Value { get; }

    /// <summary>The schedule, or null for a number.</summary>
    public LearningRateSchedule? Schedule { get; }

    /// <summary>A rate that stays.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative, infinite or NaN.</exception>
    public static implicit operator LearningRate(double value) => new(Check(value), null);

    /// <summary>A rate that follows a schedule.</summary>
    public static implicit operator LearningRate(LearningRateSchedule schedule) => new(double.NaN, schedule ?? throw new ArgumentNullException(nameof(schedule)));

    /// <summary>The rate that a configuration asks for under "learning_rate": a number, or a schedule.</summary>
    /// <returns>Null when it is missing.</returns>
    /// <exception cref="ConfigException">It is something else.</exception>
    internal static LearningRate? FromConfig(Config config)
    {
        if (config.Json("learning_rate") is JsonObject) return config.OptionalObject("learning_rate", ScheduleRegistry.All)!;
        return config.OptionalDouble("learning_rate") is { } number ? number : (LearningRate?)null;
    }

    internal static double Check(double value) =>
        value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), $"The learning rate must be 0 or a positive number, not {value}. Usual are 0.1 to 0.00001.");
}
