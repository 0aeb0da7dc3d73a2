using System.Globalization;
using System.Text;

namespace Backprop.Data;

/// <summary>Text from a file made safe to print: it can neither steer a terminal nor fill the screen.</summary>
public static class Printable
{
    /// <summary>
    /// The text with control, formatting and other invisible characters written as escapes such as \n or \u001B,
    /// cut after <paramref name="longest"/> characters.
    /// </summary>
    public static string Text(string text, int longest = 60)
    {
        ArgumentNullException.ThrowIfNull(text);
        var printed = new StringBuilder();
        for (int i = 0; i < text.Length; i++)
        {
            if (i >= longest) return printed.Append('…').ToString();
            if (char.IsSurrogatePair(text, i))
            {
                printed.Append(text[i]).Append(text[++i]);
                continue;
            }

            Append(printed, text[i]);
        }

        return printed.ToString();
    }

    /// <summary>The text as <see cref="Text"/> prints it, in single quotes.</summary>
    public static string Quoted(string text, int longest = 60) => $"'{Text(text, longest)}'";

    /// <summary>Names as an enumeration in quotes: the first twenty, and how many more there are.</summary>
    public static string List(IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        string shown = string.Join(", ", names.Take(20).Select(name => Quoted(name, 40)));
        return names.Count > 20 ? $"{shown} and {names.Count - 20} more" : shown;
    }

    private static void Append(StringBuilder printed, char character)
    {
        switch (character)
        {
            case '\n': printed.Append(@"\n"); return;
            case '\r': printed.Append(@"\r"); return;
            case '\t': printed.Append(@"\t"); return;
        }

        bool hidden = char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse;
        if (hidden) printed.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
        else printed.Append(character);
    }
}
