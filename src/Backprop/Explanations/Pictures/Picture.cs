using System.Globalization;
using System.Text;
using Backprop.Explanations.Cards;
using Backprop.Training;

namespace Backprop.Explanations.Pictures;

/// <summary>What a mark in a picture means.</summary>
/// <param name="Kind">The class of a line that is shown as a sample; null where the text says it all.</param>
/// <param name="Text">What it means.</param>
internal sealed record LegendEntry(string? Kind, string Text)
{
    public static LegendEntry Positive(string what) => new("positive", $"solid: {what} above 0");

    public static LegendEntry Negative(string what) => new("negative", $"dashed: {what} below 0");

    public static LegendEntry Gradient { get; } = new(null, "▲ the loss grows with the number, ▼ it falls; · no effect");
}

/// <summary>A picture as an SVG file: its title and description, the drawing, what the marks mean, and a table with the same numbers.</summary>
internal static class Picture
{
    private const int MostRows = 60;
    private const int MostLetters = 44;
    private const double ColumnGap = 16;
    private const double LeastWidth = 380;

    private const string Style = """
        <style>
        .ground { fill: #ffffff; } .box { fill: #f3f6fa; stroke: #5b7083; } .box-again { fill: none; stroke: #5b7083; stroke-dasharray: 3 3; } .label { fill: #ffffff; stroke: #c3ced8; }
        .line { fill: none; stroke: #8494a3; stroke-width: 1.2; } .positive { fill: none; stroke: #1c6bb0; } .negative { fill: none; stroke: #b3500c; stroke-dasharray: 5 3; } .rule { stroke: #c3ced8; }
        .bar-positive { fill: #1c6bb0; stroke: #1c6bb0; } .bar-negative { fill: none; stroke: #b3500c; stroke-width: 1.6; stroke-dasharray: 4 2; }
        .curve { fill: none; stroke: #1c6bb0; stroke-width: 2; } .curve-validation { fill: none; stroke: #b3500c; stroke-width: 2; stroke-dasharray: 6 3; }
        text { font: 12px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; dominant-baseline: middle; fill: #2b3945; } .title { font-size: 14px; font-weight: bold; } .name { font-weight: bold; fill: #14202b; } .note { fill: #5b6b79; }
        .hit { fill: transparent; } .part:hover .hit, .part:focus .hit, .part:hover .box, .part:focus .box { stroke: #1c6bb0; stroke-width: 1.5; } .selected .hit, .selected .box { stroke: #1c6bb0; stroke-width: 2.5; } .now .hit, .now .box { fill: #fdf0c8; }
        @media (prefers-color-scheme: dark) { .ground { fill: #10161c; } .box { fill: #1b2630; stroke: #8fa5b8; } .box-again { stroke: #8fa5b8; } .label { fill: #10161c; stroke: #44525f; } .line { stroke: #7f92a3; } .positive { stroke: #6fb4f0; } .negative { stroke: #f2a15c; } .rule { stroke: #44525f; } .bar-positive { fill: #6fb4f0; stroke: #6fb4f0; } .bar-negative, .curve-validation { stroke: #f2a15c; } .curve { stroke: #6fb4f0; } text { fill: #cdd8e1; } .name { fill: #eef3f7; } .note { fill: #9fb0be; } .selected .hit, .selected .box, .part:hover .hit, .part:focus .hit, .part:hover .box, .part:focus .box { stroke: #6fb4f0; } .now .hit, .now .box { fill: #4a3d12; } }
        </style>

        """;

    /// <summary>Puts a picture together.</summary>
    /// <param name="title">What is shown.</param>
    /// <param name="description">The same for who cannot see it, in a sentence or two.</param>
    /// <param name="size">The size of the drawing.</param>
    /// <param name="draw">Draws it, from the left and top that it is given.</param>
    /// <param name="legend">What the marks mean.</param>
    /// <param name="table">The numbers.</param>
    /// <returns>The text of an SVG file.</returns>
    public static string Write(string title, string description, (double Width, double Height) size, Action<Svg, double, double> draw, IReadOnlyList<LegendEntry> legend, CardTable table)
    {
        var svg = new Svg();
        double[] columns = [.. table.Columns.Select((column, c) => table.Rows.Take(MostRows).Select(row => row[c]).Append(column).Max(text => Svg.Width(Svg.Short(text, MostLetters))))];
        string[] heading = [.. Wrap(title, Math.Max(size.Width, columns.Sum() + (ColumnGap * (columns.Length - 1))))];
        double width = new[] { LeastWidth, size.Width, columns.Sum() + (ColumnGap * (columns.Length - 1)), heading.Max(Svg.Width) * 14 / 12, legend.Max(entry => Svg.Width(entry.Text) + 40) }.Max() + (2 * Svg.Margin);
        double y = Svg.Margin + 8;
        foreach (string line in heading)
        {
            svg.Text(Svg.Margin, y, line, "title");
            y += 20;
        }

        y += 6;
        draw(svg, Svg.Margin + ((width - (2 * Svg.Margin) - size.Width) / 2), y);
        y += size.Height + 24;
        foreach (LegendEntry entry in legend)
        {
            if (entry.Kind is not null) svg.Line(Svg.Margin, y, Svg.Margin + 30, y, entry.Kind, 2.5);
            svg.Text(Svg.Margin + (entry.Kind is null ? 0 : 40), y, entry.Text, "note");
            y += Svg.LineHeight;
        }

        y = Table(svg, table, columns, y + 14);
        double height = y + Svg.Margin - (Svg.LineHeight / 2);
        var file = new StringBuilder();
        file.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:0.#}\" height=\"{height:0.#}\" viewBox=\"0 0 {width:0.#} {height:0.#}\" role=\"img\" aria-labelledby=\"title description\">\n");
        file.Append(CultureInfo.InvariantCulture, $"<title id=\"title\">{PlotPicture.Escape(title)}</title>\n<desc id=\"description\">{PlotPicture.Escape(description)}</desc>\n");
        file.Append(Style.ReplaceLineEndings("\n")).Append(CultureInfo.InvariantCulture, $"<rect class=\"ground\" width=\"{width:0.#}\" height=\"{height:0.#}\"/>\n");
        return file.Append(svg).Append("</svg>\n").ToString();
    }

    /// <summary>The drawing alone, for a page that has title, legend and table of its own, and the style.</summary>
    public static string Bare(string description, (double Width, double Height) size, Action<Svg, double, double> draw)
    {
        var svg = new Svg();
        draw(svg, 4, 4);
        (double width, double height) = (size.Width + 8, size.Height + 8);
        return FormattableString.Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:0.#}\" height=\"{height:0.#}\" viewBox=\"0 0 {width:0.#} {height:0.#}\" role=\"group\" aria-label=\"{PlotPicture.Escape(description)}\">\n{svg}</svg>\n");
    }

    private static double Table(Svg svg, CardTable table, double[] columns, double y)
    {
        Row(table.Columns, "name");
        svg.Line(Svg.Margin, y - (Svg.LineHeight / 2), Svg.Margin + columns.Sum() + (ColumnGap * (columns.Length - 1)), y - (Svg.LineHeight / 2), "rule");
        foreach (IReadOnlyList<string> row in table.Rows.Take(MostRows)) Row(row, "text");
        if (table.Rows.Count > MostRows)
        {
            svg.Text(Svg.Margin, y, $"… and {table.Rows.Count - MostRows} more", "note");
            y += Svg.LineHeight;
        }

        return y;

        void Row(IReadOnlyList<string> cells, string kind)
        {
            double x = Svg.Margin;
            for (int c = 0; c < cells.Count; c++)
            {
                // Numbers stand under one another by their last digit, names by their first letter.
                if (c == 0) svg.Text(x, y, Svg.Short(cells[c], MostLetters), kind);
                else svg.Text(x + columns[c], y, Svg.Short(cells[c], MostLetters), kind, "end");
                x += columns[c] + ColumnGap;
            }

            y += Svg.LineHeight;
        }
    }

    /// <summary>A text in lines that are not wider than the picture.</summary>
    private static List<string> Wrap(string text, double width)
    {
        int letters = Math.Max(38, (int)(width * 12 / 14 / Svg.Width("0")));
        var lines = new List<string>();
        foreach (string word in text.Split(' '))
        {
            if (lines.Count > 0 && lines[^1].Length + 1 + word.Length <= letters) lines[^1] += " " + word;
            else lines.Add(Svg.Short(word, letters));
        }

        return lines.Count <= 4 ? lines : [.. lines.Take(3), lines[3] + " …"];
    }
}
