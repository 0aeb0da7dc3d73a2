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

    internal static double Check(double value) =>
        value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), $"The learning rate must be 0 or a positive number, not {value}. Usual are 0.1 to 0.00001.");
}
