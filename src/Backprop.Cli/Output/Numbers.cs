using System.Globalization;

namespace Backprop.Cli.Output;

/// <summary>How numbers are written for people. Documents for programs keep every digit.</summary>
internal static class Numbers
{
    /// <summary>Six significant digits: enough to see a change, few enough to read.</summary>
    public static string Short(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    /// <summary>A whole number with commas: 60,000.</summary>
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A share as a percentage: 97.4 %.</summary>
    public static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + " %";

    /// <summary>A duration: 0.42 s, 12.3 s, 3 min 5 s.</summary>
    public static string Time(TimeSpan time) => time.TotalSeconds switch
    {
        < 10 => time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture) + " s",
        < 60 => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        _ => $"{(int)time.TotalMinutes} min {time.Seconds} s",
    };

    /// <summary>The numbers of an epoch: loss 0.2891, accuracy 91.2 %.</summary>
    public static string Line(IEnumerable<KeyValuePair<string, double>> logs) => string.Join(", ", logs.Select(entry => $"{Name(entry.Key)} {Value(entry.Key, entry.Value)}"));

    /// <summary>A loss or a metric as it is written in a line.</summary>
    public static string Value(string key, double value) => key.EndsWith("accuracy", StringComparison.Ordinal) || key.EndsWith("acc", StringComparison.Ordinal) ? Percent(value) : Short(value);

    /// <summary>A key of the logs as words.</summary>
    public static string Name(string key) => key.Replace('_', ' ');
}
