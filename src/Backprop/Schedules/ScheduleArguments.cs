using System.Runtime.CompilerServices;

namespace Backprop.Schedules;

/// <summary>Checks of the arguments that several schedules have.</summary>
internal static class ScheduleArguments
{
    /// <summary>A number of steps that something is divided by.</summary>
    public static double Steps(double steps, [CallerArgumentExpression(nameof(steps))] string name = "") =>
        steps is > 0 and < double.PositiveInfinity ? steps : throw new ArgumentOutOfRangeException(name, $"{name} must be a positive number of steps, not {steps}.");

    /// <summary>A factor, a power, a share: 0 or positive.</summary>
    public static double NotNegative(double value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value is >= 0 and < double.PositiveInfinity ? value : throw new ArgumentOutOfRangeException(name, $"{name} must be 0 or a positive number, not {value}.");
}
