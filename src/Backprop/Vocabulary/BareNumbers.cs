using System.Text;
using System.Text.Json.Nodes;

namespace Backprop.Vocabulary;

/// <summary>
/// Python writes NaN and infinities as bare words, which JSON does not know: they become marked texts, are read as numbers where one is expected, and stand bare again where they are
/// written; so a layer that is called NaN keeps its name.
/// </summary>
internal static class BareNumbers
{
    // Of the letters that mean nothing to anybody; JSON writes it as an escape.
    private const char Mark = '\uE000';
    private const string Escaped = "\"\\uE000";

    /// <summary>A number that JSON does not know, as a marked word.</summary>
    public static JsonNode Create(double value) => JsonValue.Create(Mark + (double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity"));

    /// <summary>JSON as Python writes it: marked words stand bare.</summary>
    public static string Write(JsonNode json)
    {
        string text = json.ToJsonString();
        if (!text.Contains(Escaped, StringComparison.Ordinal)) return text;
        foreach (string word in (string[])["NaN", "Infinity", "-Infinity"]) text = text.Replace($"{Escaped}{word}\"", word, StringComparison.Ordinal);
        return text;
    }

    /// <summary>The number that a word stands for, or null.</summary>
    public static double? Parse(string word) => word.TrimStart(Mark) switch
    {
        "NaN" => double.NaN,
        "Infinity" => double.PositiveInfinity,
        "-Infinity" => double.NegativeInfinity,
        _ => null,
    };

    /// <summary>The text with the words NaN, Infinity and -Infinity marked and in quotes, outside of texts.</summary>
    public static string Quote(string json)
    {
        if (!json.Contains("NaN", StringComparison.Ordinal) && !json.Contains("Infinity", StringComparison.Ordinal)) return json;
        var result = new StringBuilder(json.Length);
        bool isText = false;
        for (int i = 0; i < json.Length; i++)
        {
            if (!isText)
            {
                string? word = new[] { "-Infinity", "Infinity", "NaN" }.FirstOrDefault(word => string.CompareOrdinal(json, i, word, 0, word.Length) == 0);
                if (word is not null)
                {
                    result.Append(Escaped).Append(word).Append('"');
                    i += word.Length - 1;
                    continue;
                }
            }

            result.Append(json[i]);
            if (json[i] == '"') isText = !isText;
            // What is escaped ends no text.
            else if (json[i] == '\\' && isText && i + 1 < json.Length) result.Append(json[++i]);
        }

        return result.ToString();
    }
}
