using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Plans;
using Backprop.Training;

namespace Backprop.Cli.Output;

/// <summary>The times of a plan's calls as a table, as JSON, and as a trace that Chrome's and Perfetto's viewers open.</summary>
internal static class ProfileReport
{
    private const int LongestName = 60;

    /// <param name="model">What was measured.</param>
    /// <param name="batch">With how many samples.</param>
    /// <param name="isTraining">A step of training, not a prediction.</param>
    /// <param name="times">The calls.</param>
    /// <param name="peak">Multiply-adds per second that the processor can do.</param>
    public static void Print(Model model, int batch, bool isTraining, IReadOnlyList<CallTime> times, double peak)
    {
        double total = times.Sum(time => time.Seconds);
        Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{model.Name}, {(isTraining ? "a step of training" : "a prediction")}, batch {batch}: {times.Count} calls, {total * 1e6:F1} us; one thread of this machine reaches {2 * peak / 1e9:F0} GFLOP/s"));
        Terminal.Line($"{"time us",12} {"share",7} {"calls",6} {"GFLOP/s",9} {"of peak",8} {"GB/s",8}  operation");
        foreach (Row row in Rows(times))
        {
            string rate = row.MultiplyAdds > 0 && row.Seconds > 0 ? (2 * row.MultiplyAdds / row.Seconds / 1e9).ToString("F1", CultureInfo.InvariantCulture) : "";
            string share = row.MultiplyAdds > 0 && row.Seconds > 0 ? (100 * row.MultiplyAdds / row.Seconds / peak).ToString("F1", CultureInfo.InvariantCulture) + " %" : "";
            string bytes = row.Seconds > 0 ? (row.Bytes / row.Seconds / 1e9).ToString("F1", CultureInfo.InvariantCulture) : "";
            string name = row.Name.Length > LongestName ? string.Concat(row.Name.AsSpan(0, LongestName - 1), "…") : row.Name;
            Terminal.Line(string.Create(CultureInfo.InvariantCulture, $"{row.Seconds * 1e6,12:F1} {100 * row.Seconds / Math.Max(total, 1e-12),5:F1} % {row.Calls,6} {rate,9} {share,8} {bytes,8}  {name}"));
        }
    }

    public static JsonObject Document(Model model, int batch, bool isTraining, IReadOnlyList<CallTime> times, double peak) => new()
    {
        ["command"] = "profile",
        ["model"] = model.Name,
        ["batch"] = batch,
        ["training"] = isTraining,
        ["peak_floating_point_operations_per_second"] = 2 * peak,
        ["seconds"] = times.Sum(time => time.Seconds),
        ["operations"] = new JsonArray([.. Rows(times).Select(row => (JsonNode)new JsonObject
        {
            ["operation"] = row.Name,
            ["calls"] = row.Calls,
            ["seconds"] = row.Seconds,
            ["floating_point_operations"] = 2 * row.MultiplyAdds,
            ["bytes"] = row.Bytes,
            ["of_peak"] = row.MultiplyAdds > 0 && row.Seconds > 0 ? row.MultiplyAdds / row.Seconds / peak : null,
        })]),
    };

    /// <summary>Complete events ("X") in microseconds. Source: "Trace Event Format", the document of Chrome's tracing.</summary>
    public static void WriteTrace(string path, IReadOnlyList<CallTime> times)
    {
        using FileStream stream = File.Create(path);
        using var writer = new Utf8JsonWriter(stream);
        writer.WriteStartObject();
        writer.WriteStartArray("traceEvents");
        foreach (CallTime time in times)
        {
            writer.WriteStartObject();
            writer.WriteString("name", time.Call.Operations);
            writer.WriteString("ph", "X");
            writer.WriteNumber("ts", time.Start * 1e6);
            writer.WriteNumber("dur", time.Seconds * 1e6);
            writer.WriteNumber("pid", 1);
            writer.WriteNumber("tid", 1);
            writer.WriteStartObject("args");
            writer.WriteString("shape", time.Call.Shape.ToString());
            writer.WriteNumber("multiply_adds", time.Call.MultiplyAdds);
            writer.WriteNumber("bytes", time.Call.Bytes);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <summary>Calls that compute the same on the same shapes together, the longest first.</summary>
    private static IEnumerable<Row> Rows(IReadOnlyList<CallTime> times) => times
        .GroupBy(time => time.Call.ToString())
        .Select(group => new Row(group.Key, group.Count(), group.Sum(time => time.Seconds), group.Sum(time => time.Call.MultiplyAdds), group.Sum(time => time.Call.Bytes)))
        .OrderByDescending(row => row.Seconds);

    private sealed record Row(string Name, int Calls, double Seconds, long MultiplyAdds, long Bytes);
}
