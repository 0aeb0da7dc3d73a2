using System.Text.Json;
using Backprop.Lessons;
using Backprop.Testing;

namespace Backprop.Apps.Tests.Lessons;

/// <summary>A lesson's own numbers, read as a user of --json reads them, and the numbers they are held against.</summary>
internal static class LessonNumbers
{
    private static readonly JsonElement s_published = JsonDocument.Parse(File.ReadAllText(Repository.At("tests/fixtures/seeds/published-numbers.json"))).RootElement;

    public static JsonElement Of(Action<Page> lesson)
    {
        var page = new Page(null);
        lesson(page);
        return JsonDocument.Parse(page.Numbers.ToString()).RootElement;
    }

    public static JsonElement Published(string name) => s_published.GetProperty(name);

    /// <summary>The losses, one for each epoch, of a run of either source.</summary>
    public static double[] EpochLosses(JsonElement run) => All(Either(run, "epoch_losses"));

    /// <summary>W1, b1, W2, b2 at the end of a run of either source.</summary>
    public static double[] Final(JsonElement run)
    {
        JsonElement final = Either(run, "final");
        return [.. new[] { "W1", "b1", "W2", "b2" }.SelectMany(name => All(final.GetProperty(name)))];
    }

    public static double[] All(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray().SelectMany(All)] : [element.GetDouble()];

    /// <summary>Relative, so that a loss and a bias are held to the same number of digits.</summary>
    public static void Near(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int n = 0; n < expected.Length; n++)
        {
            double difference = Math.Abs(expected[n] - actual[n]) / Math.Max(1e-3, Math.Abs(expected[n]));
            Assert.True(difference <= tolerance, $"number {n}: expected {expected[n]:R}, got {actual[n]:R}; relative difference {difference:E2}, allowed {tolerance:E0}.");
        }
    }

    private static JsonElement Either(JsonElement run, string name) => run.TryGetProperty(name, out JsonElement found) ? found : run.GetProperty("published_" + name);
}
