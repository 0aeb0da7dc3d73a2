using System.Text;
using System.Text.Json;

namespace Backprop.Benchmarks;

/// <summary>What was measured, as text and as JSON.</summary>
internal sealed class Report(Machine machine, IReadOnlyList<string> notes)
{
    public List<Result> Results { get; } = [];

    public List<ResidentMemory> Memory { get; } = [];

    public Machine Machine => machine;

    /// <summary>The machine, and the names of the columns.</summary>
    public string Heading()
    {
        var text = new StringBuilder();
        text.AppendLine($"machine: {Machine.Description}");
        text.AppendLine($"peak: {2 * machine.MultiplyAddsPerSecond / 1e9:F0} GFLOP/s float32 in registers, one thread; triad {string.Join(", ", machine.Levels.Select(level => $"{level.Name} {level.BytesPerSecond / 1e9:F0} GB/s"))}");
        foreach (string note in notes) text.AppendLine($"note: {note}");
        text.AppendLine($"{"workload",-24} {"threads",7} {"best",11} {"median",11} {"spread",7} {"of floor",8}   peers: median, ratio of medians (above 1: ours is faster)");
        return text.ToString();
    }

    /// <summary>One line for one workload.</summary>
    public string Line(Result result)
    {
        Workload workload = result.Workload;
        string peers = string.Join("; ", result.Peers.Select(peer => $"{peer.Key} {Time(peer.Value.Median)} ±{100 * peer.Value.Spread:F0} % {peer.Value.Median / result.Ours.Median:G3}x"));
        string each = workload.Elements > 0 ? $"{result.Ours.Median * 1e9 / workload.Elements:F2} ns an element; " : "";
        return $"{workload.Name,-24} {workload.Threads,7} {Time(result.Ours.Best),11} {Time(result.Ours.Median),11} {$"±{100 * result.Ours.Spread:F0} %",7} {(result.Floor > 0 ? $"{100 * result.OfFloor:F0} %" : ""),8}   {each}{SpeedUp(result)}{peers}".TrimEnd() + Environment.NewLine;
    }

    /// <summary>What could not be measured.</summary>
    public string Ending() => string.Concat(notes.Where(note => note.Contains("not measured", StringComparison.Ordinal)).Select(note => $"note: {note}{Environment.NewLine}"));

    /// <summary>All of it.</summary>
    public string Text() => Heading() + string.Concat(Results.Select(Line)) + string.Concat(Memory.Select(row => row + Environment.NewLine)) + Ending();

    /// <summary>All numbers: seconds, bytes a second, multiply-adds a second.</summary>
    public string Json()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("machine", Machine.Description);
            json.WriteNumber("peakMultiplyAddsPerSecond", machine.MultiplyAddsPerSecond);
            json.WriteStartObject("bytesPerSecond");
            foreach (MemoryLevel level in machine.Levels) json.WriteNumber(level.Name, level.BytesPerSecond);
            json.WriteEndObject();
            json.WriteStartArray("notes");
            foreach (string note in notes) json.WriteStringValue(note);
            json.WriteEndArray();
            json.WriteStartArray("results");
            foreach (Result result in Results) Write(json, result);
            json.WriteEndArray();
            json.WriteStartArray("residentBytes");
            foreach (ResidentMemory row in Memory) Write(json, row);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json, Result result)
    {
        json.WriteStartObject();
        json.WriteString("name", result.Workload.Name);
        json.WriteString("group", result.Workload.Group);
        json.WriteNumber("threads", result.Workload.Threads);
        json.WriteNumber("floorSeconds", result.Floor);
        json.WriteNumber("ofFloor", result.OfFloor);
        Write(json, "ours", result.Ours);
        json.WriteStartObject("peers");
        foreach ((string name, Samples samples) in result.Peers) Write(json, name, samples);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ResidentMemory row)
    {
        json.WriteStartObject();
        json.WriteString("name", row.Model);
        json.WriteNumber("ours", row.Ours);
        if (row.Libtorch is { } theirs) json.WriteNumber("libtorch", theirs);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, Samples samples)
    {
        json.WriteStartObject(name);
        json.WriteNumber("bestSeconds", samples.Best);
        json.WriteNumber("medianSeconds", samples.Median);
        json.WriteNumber("spread", samples.Spread);
        json.WriteNumber("samples", samples.Count);
        json.WriteEndObject();
    }

    private string SpeedUp(Result result)
    {
        if (result.Workload.Threads == 1) return "";
        Result? one = Results.FirstOrDefault(other => other.Workload.Name == result.Workload.Name && other.Workload.Threads == 1);
        return one is null ? "" : $"{one.Ours.Median / result.Ours.Median:F2}x one thread; ";
    }

    private static string Time(double seconds) => seconds switch
    {
        < 1e-6 => $"{seconds * 1e9:F1} ns",
        < 1e-3 => $"{seconds * 1e6:F2} us",
        < 1 => $"{seconds * 1e3:F3} ms",
        _ => $"{seconds:F2} s",
    };
}
