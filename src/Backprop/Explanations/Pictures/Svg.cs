using System.Globalization;
using System.Text;
using Backprop.Training;

namespace Backprop.Explanations.Pictures;

/// <summary>Marks in an SVG, in letters of equal width. Colours come from classes, so that a picture follows a light or a dark page.</summary>
internal sealed class Svg
{
    public const double LineHeight = 17;
    public const double Margin = 16;

    private readonly StringBuilder _marks = new();
    private readonly List<string> _texts = [];

    /// <summary>The width of a text.</summary>
    public static double Width(string text) => PlotBox.Width(text);

    /// <summary>The text, with an ellipsis where it is longer than some letters.</summary>
    public static string Short(string text, int letters) => text.Length <= letters ? text : string.Concat(text.AsSpan(0, letters - 1), "…");

    /// <summary>A text whose line begins, has its middle or ends at x; y is the middle of its height.</summary>
    public void Text(double x, double y, string text, string kind, string anchor = "start")
    {
        _texts.Add(text);
        _marks.Append(CultureInfo.InvariantCulture, $"<text class=\"{kind}\" x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\">{PlotPicture.Escape(text)}</text>\n");
    }

    public void Rectangle(double x, double y, double width, double height, string kind) =>
        _marks.Append(CultureInfo.InvariantCulture, $"<rect class=\"{kind}\" x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\" rx=\"{(kind.StartsWith("box", StringComparison.Ordinal) ? 6 : 0)}\"/>\n");

    public void Line(double x1, double y1, double x2, double y2, string kind, double width = 1.3) =>
        _marks.Append(CultureInfo.InvariantCulture, $"<line class=\"{kind}\" x1=\"{x1:0.#}\" y1=\"{y1:0.#}\" x2=\"{x2:0.#}\" y2=\"{y2:0.#}\" stroke-width=\"{width:0.#}\"/>\n");

    public void Path(string path, string kind) => _marks.Append(CultureInfo.InvariantCulture, $"<path class=\"{kind}\" d=\"{path}\"/>\n");

    /// <summary>Draws a part of the picture that leads somewhere, and may be marked as selected or as what happened last; without an address it is only marked.</summary>
    /// <param name="address">Where it leads, or null.</param>
    /// <param name="name">What it is, for who cannot see it.</param>
    /// <param name="marks">Classes: "selected", "now", or nothing.</param>
    /// <param name="draw">Draws it.</param>
    public void Part(string? address, string name, string marks, Action draw)
    {
        if (address is null && marks.Length == 0)
        {
            draw();
            return;
        }

        int start = _marks.Length;
        _texts.Clear();
        draw();
        // Who hears the picture hears the part's name and then what stands in it.
        _marks.Insert(start, address is null ? $"<g class=\"part{marks}\">\n" : $"<a class=\"part{marks}\" data-part=\"{PlotPicture.Escape(name)}\" href=\"{PlotPicture.Escape(address)}\" aria-label=\"{PlotPicture.Escape($"{name}: {string.Join(' ', _texts)}")}\">\n");
        _marks.Append(address is null ? "</g>\n" : "</a>\n");
    }

    /// <summary>What has been drawn.</summary>
    public override string ToString() => _marks.ToString();

    /// <summary>The class of a line that stands for a number: solid for positive ones, dashed for negative ones, besides the colour.</summary>
    public static string Sign(double number) => number < 0 ? "negative" : "positive";

    /// <summary>A gradient with the sign that says where the loss goes when the number grows: up or down.</summary>
    public static string Glyph(double gradient) => gradient > 0 ? "▲" : gradient < 0 ? "▼" : "·";
}
