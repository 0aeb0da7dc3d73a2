using System.Text.RegularExpressions;
using Backprop.Explanations.Pictures;
using Microsoft.AspNetCore.Components;

namespace Backprop.Studio.Pages;

/// <summary>The library's pictures within a page, whose style sheet has their style.</summary>
internal static partial class PictureHtml
{
    /// <summary>The style of all pictures, for the elements inside of .picture.</summary>
    public static string Style { get; } = $".picture {{\n{StyleElement().Match(NumberBars.ToSvg("style", [("one", 1, "one")], "number")).Groups[1].Value}\n}}\n";

    /// <summary>A picture as a part of the page.</summary>
    /// <param name="svg">The text of the file.</param>
    /// <param name="id">A word of its own for its title and description.</param>
    public static MarkupString Inline(string svg, string id) => new(Text(svg, id));

    public static string Text(string svg, string id) => StyleElement().Replace(svg, "")
        .Replace("<svg ", "<svg class=\"picture\" ", StringComparison.Ordinal)
        .Replace("aria-labelledby=\"title description\"", $"aria-labelledby=\"{id}-title {id}-description\"", StringComparison.Ordinal)
        .Replace("<title id=\"title\">", $"<title id=\"{id}-title\">", StringComparison.Ordinal)
        .Replace("<desc id=\"description\">", $"<desc id=\"{id}-description\">", StringComparison.Ordinal);

    /// <summary>A picture as a file, with a line below it that says where its numbers come from.</summary>
    public static string WithLine(string svg, string line)
    {
        const int Height = 24;
        Match size = Size().Match(svg);
        if (!size.Success) return svg;
        double width = double.Parse(size.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), height = double.Parse(size.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture);
        double wide = Math.Max(width, (line.Length * 5.5) + 32);
        string resized = svg.Replace(size.Value, FormattableString.Invariant($"width=\"{wide:0.#}\" height=\"{height + Height:0.#}\" viewBox=\"0 0 {wide:0.#} {height + Height:0.#}\""), StringComparison.Ordinal)
            .Replace(FormattableString.Invariant($"<rect class=\"ground\" width=\"{width:0.#}\" height=\"{height:0.#}\"/>"), FormattableString.Invariant($"<rect class=\"ground\" width=\"{wide:0.#}\" height=\"{height + Height:0.#}\"/>"), StringComparison.Ordinal);
        return resized.Replace("</svg>", FormattableString.Invariant($"<text class=\"note\" x=\"16\" y=\"{height + 4:0.#}\" font-size=\"9\" style=\"font-size:9px\">{System.Net.WebUtility.HtmlEncode(line)}</text>\n</svg>"), StringComparison.Ordinal);
    }

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex StyleElement();

    [GeneratedRegex("width=\"([0-9.]+)\" height=\"([0-9.]+)\" viewBox=\"0 0 [0-9.]+ [0-9.]+\"")]
    private static partial Regex Size();
}
