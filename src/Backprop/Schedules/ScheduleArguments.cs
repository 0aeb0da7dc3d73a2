using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Backprop.Vocabulary;

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

    /// <summary>A number of steps as JSON: 7 rather than 7.0.</summary>
    public static JsonNode Whole(double value) => double.IsInteger(value) && Math.Abs(value) <= long.MaxValue / 2 ? JsonValue.Create((long)value) : Config.Number(value);
}
