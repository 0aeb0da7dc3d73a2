using Backprop.Metrics;

namespace Backprop.Training;

/// <summary>A number in the logs that a callback watches, and which way it improves.</summary>
/// <param name="callback">Who watches, for messages.</param>
/// <param name="name">The number's name in the logs.</param>
/// <param name="mode">Which way it improves.</param>
internal sealed class Monitor(string callback, string name, MonitorMode mode)
{
    /// <summary>The number after an epoch; null where validation took place in other epochs only.</summary>
    /// <exception cref="ArgumentException">There is no such number.</exception>
    public double? Read(Logs logs)
    {
        if (logs.TryGetValue(name, out double current)) return current;
        if (!name.StartsWith("val_", StringComparison.Ordinal) || !logs.ContainsKey(name[4..])) throw new ArgumentException($"{callback} watches \"{name}\", which is not in the logs. There are {string.Join(", ", logs.Keys)}.");
        return null;
    }

    /// <summary>Whether larger values are better.</summary>
    /// <exception cref="ArgumentException">It cannot be told.</exception>
    public bool IsUp(Model model) => mode switch
    {
        MonitorMode.Min => false,
        MonitorMode.Max => true,
        _ => model.DirectionOf(name) switch
        {
            MetricDirection.Up => true,
            MetricDirection.Down => false,
            _ => throw new ArgumentException($"{callback} cannot tell whether \"{name}\" should rise or fall. Say so: mode: MonitorMode.Max or MonitorMode.Min."),
        },
    };

    /// <summary>Whether a value is better than another by more than a margin; anything is better than none.</summary>
    public static bool Improves(bool isUp, double value, double? reference, double margin = 0) => reference is not { } best || (isUp ? value - margin > best : value + margin < best);
}
