using System.Text.Json;

namespace Backprop.Examples;

/// <summary>A value that a source prints, and what follows from its inputs.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Published">As printed; null when the source prints none.</param>
/// <param name="PublishedNumber">The printed number.</param>
/// <param name="LastPlace">One unit of its last digit.</param>
/// <param name="Tolerance">How far a number may be off that rounds to the printed one.</param>
/// <param name="Recomputed">Computed from the same inputs by an independent program.</param>
/// <param name="Status">How the printed one and the recomputed one compare: match, match_float32, match_last_digit, mismatch, recomputed_only.</param>
/// <param name="IsRecalled">Whether the printed value was recalled and not read again in the source.</param>
internal sealed record PublishedValue(string Name, string? Published, double PublishedNumber, double LastPlace, double Tolerance, double Recomputed, string Status, bool IsRecalled);

/// <summary>A worked example: where it stands, and its values.</summary>
internal sealed record WorkedExample(string Id, string Title, string Author, int Year, string Address, string? Place, IReadOnlyList<string> Conventions, IReadOnlyList<string> Remarks, IReadOnlyList<PublishedValue> Values)
{
    private static readonly Lazy<IReadOnlyList<WorkedExample>> s_all = new(Load);

    /// <summary>All of them, in the order of the list.</summary>
    public static IReadOnlyList<WorkedExample> All => s_all.Value;

    private static List<WorkedExample> Load()
    {
        using Stream stream = typeof(WorkedExample).Assembly.GetManifestResourceStream("worked-examples.json")!;
        using JsonDocument document = JsonDocument.Parse(stream);
        var examples = new List<WorkedExample>();
        foreach (JsonElement one in document.RootElement.GetProperty("examples").EnumerateArray())
        {
            examples.Add(new WorkedExample(
                Text(one, "id")!, Text(one, "title")!, Text(one, "author")!, one.GetProperty("year").GetInt32(), Text(one, "address")!, Text(one, "place"), Texts(one, "conventions"), Texts(one, "remarks"),
                [.. one.GetProperty("checks").EnumerateArray().Select(Value)]));
        }

        return examples;
    }

    private static PublishedValue Value(JsonElement one)
    {
        string? published = Text(one, "published");
        double Number(string key) => published is null ? double.NaN : one.GetProperty(key).GetDouble();
        return new PublishedValue(Text(one, "name")!, published, Number("value"), Number("last_place"), Number("tolerance"), one.GetProperty("recomputed").GetDouble(), Text(one, "status")!, Text(one, "basis") == "recalled");
    }

    private static string? Text(JsonElement one, string key) => one.TryGetProperty(key, out JsonElement value) ? value.GetString() : null;

    private static string[] Texts(JsonElement one, string key) => one.TryGetProperty(key, out JsonElement value) ? [.. value.EnumerateArray().Select(item => item.GetString()!)] : [];
}
