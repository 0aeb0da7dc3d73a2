using System.Text;

namespace Backprop.Explanations.Auditing;

/// <summary>Python writes NaN and infinities as bare words, which JSON does not know: they are put in quotes.</summary>
internal static class BareNumbers
{
    /// <summary>The text with the words NaN, Infinity and -Infinity in quotes, outside of texts.</summary>
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
                    result.Append('"').Append(word).Append('"');
                    i += word.Length - 1;
                    continue;
                }
            }

            if (json[i] == '"' && (i == 0 || json[i - 1] != '\\')) isText = !isText;
            result.Append(json[i]);
        }

        return result.ToString();
    }
}
