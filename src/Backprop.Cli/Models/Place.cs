using System.Globalization;

namespace Backprop.Cli.Models;

/// <summary>A number, or a whole tensor, as a user names it: dense/kernel[0,1], or dense/kernel:0,1, which no shell rewrites, or dense/kernel.</summary>
/// <param name="Name">The name.</param>
/// <param name="Index">The index along each axis; null for the whole.</param>
internal sealed record Place(string Name, int[]? Index)
{
    /// <summary>Reads a place.</summary>
    /// <exception cref="BadInputException">It is written in none of the ways.</exception>
    public static Place Parse(string text)
    {
        bool brackets = text.EndsWith(']');
        int start = brackets ? text.LastIndexOf('[') : text.LastIndexOf(':');
        if (start < 0 && !brackets) return text.Trim().Length > 0 ? new Place(text, null) : throw Unreadable(text);
        if (start <= 0) throw Unreadable(text);
        string inside = text[(start + 1)..(brackets ? text.Length - 1 : text.Length)];
        string[] parts = inside.Trim().Length == 0 ? [] : inside.Split(',');
        var index = new int[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!int.TryParse(parts[i].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out index[i])) throw Unreadable(text);
        }

        return new Place(text[..start], index);
    }

    private static BadInputException Unreadable(string text) => new($"{text} names no number: write dense/kernel[0,1] or dense/kernel:0,1, or dense/kernel for the whole.");
}
