using System.Text.Json;

namespace Backprop.Tests.ByHand;

/// <summary>tests/fixtures/seeds/published-numbers.json: what the notebooks printed, and the correct runs beside it.</summary>
internal static class PublishedNumbers
{
    private static readonly JsonElement Root = Read();

    public static JsonElement Run(string name) => Root.GetProperty(name);

    public static double[] Losses(JsonElement run) => Numbers(run.GetProperty(run.TryGetProperty("epoch_losses", out _) ? "epoch_losses" : "published_epoch_losses"));

    /// <summary>W1, b1, W2, b2 in one list, as <c>Network.GetWeights</c> gives them.</summary>
    public static double[] Final(JsonElement run)
    {
        JsonElement final = run.GetProperty(run.TryGetProperty("final", out _) ? "final" : "published_final");
        return [.. Numbers(final.GetProperty("W1")), .. Numbers(final.GetProperty("b1")), .. Numbers(final.GetProperty("W2")), .. Numbers(final.GetProperty("b2"))];
    }

    public static (double[][] X, double[][] Y) Table(JsonElement run)
    {
        double[][] rows = [.. run.GetProperty("rows").EnumerateArray().Select(Numbers)];
        return ([.. rows.Select(row => row[..2])], [.. rows.Select(row => row[2..])]);
    }

    /// <summary>All numbers of nested lists, row by row.</summary>
    public static double[] Numbers(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray().SelectMany(Numbers)] : [element.GetDouble()];

    private static JsonElement Read()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Directory.Packages.props")))
        {
            folder = folder.Parent;
        }

        Assert.NotNull(folder);
        string path = Path.Combine(folder.FullName, "tests", "fixtures", "seeds", "published-numbers.json");
        return JsonDocument.Parse(File.ReadAllText(path)).RootElement;
    }
}
