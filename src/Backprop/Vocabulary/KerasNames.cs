using System.Text.RegularExpressions;

namespace Backprop.Vocabulary;

/// <summary>How Keras derives names from names.</summary>
public static partial class KerasNames
{
    /// <summary>
    /// The name in snake case by Keras' own two rules: "BatchNormalization" is "batch_normalization", "Conv2D" "conv2d", "PReLU" "p_re_lu".
    /// Source: <c>to_snake_case</c> in keras/src/utils/naming.py.
    /// </summary>
    public static string SnakeCase(string name) => LowerThenUpper().Replace(Word().Replace(name, "$1_$2"), "$1_$2").ToLowerInvariant();

    /// <summary>The candidate that differs from a name by the fewest letters inserted, dropped or exchanged; null when none is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(name);
        (string? best, int least) = (null, Math.Max(2, name.Length / 3) + 1);
        foreach (string candidate in candidates)
        {
            int distance = Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < least) (best, least) = (candidate, distance);
        }

        return best;
    }

    /// <summary>The Levenshtein distance, row by row of the usual table.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int exchange = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(exchange, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[b.Length];
    }

    [GeneratedRegex("(.)([A-Z][a-z]+)")]
    private static partial Regex Word();

    [GeneratedRegex("([a-z])([A-Z])")]
    private static partial Regex LowerThenUpper();
}
