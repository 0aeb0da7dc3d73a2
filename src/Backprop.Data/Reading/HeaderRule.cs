namespace Backprop.Data.Reading;

/// <summary>Decides whether the first record names the columns, and gives every column a name.</summary>
internal static class HeaderRule
{
    /// <summary>
    /// The first record is a header when none of its fields is a number, or when a text in it stands above a number of the second record.
    /// </summary>
    public static bool IsHeader(string[] first, string[]? second)
    {
        if (!first.Any(IsNumber)) return true;
        for (int i = 0; i < Math.Min(first.Length, second?.Length ?? 0); i++)
        {
            if (first[i].Length > 0 && !IsNumber(first[i]) && IsNumber(second![i])) return true;
        }

        return false;
    }

    /// <summary>The names of the columns; an empty name becomes column3 for the third column, as all do without a header.</summary>
    /// <exception cref="DataFormatException">A name occurs twice.</exception>
    public static string[] Names(string[] first, bool isHeader, string file, long line)
    {
        var names = new string[first.Length];
        var seen = new Dictionary<string, int>();
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = isHeader && first[i].Length > 0 ? first[i] : $"column{i + 1}";
            if (!seen.TryAdd(names[i], i))
            {
                throw new DataFormatException(file, $"the columns {seen[names[i]] + 1} and {i + 1} have the same name; give each column a name of its own.", line, names[i]);
            }
        }

        return names;
    }

    private static bool IsNumber(string field) => Numbers.TryParse(field, out _);
}
