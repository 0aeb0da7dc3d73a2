using System.Net;
using System.Text;

namespace Backprop.Jupyter.Rendering;

/// <summary>A table as HTML: numbers to the right, every cell escaped.</summary>
internal static class HtmlTable
{
    /// <summary>The table.</summary>
    /// <param name="columns">Their names.</param>
    /// <param name="rows">The rows, each with as many cells.</param>
    /// <param name="caption">What stands below it, or null.</param>
    public static string Write(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, string? caption = null)
    {
        var html = new StringBuilder("<table>");
        if (columns.Count > 0) html.Append("<thead><tr>").AppendJoin("", columns.Select(column => $"<th scope=\"col\">{Escape(column)}</th>")).Append("</tr></thead>");
        html.Append("<tbody>");
        foreach (IReadOnlyList<string> row in rows) html.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{Escape(cell)}</td>")).Append("</tr>");
        html.Append("</tbody></table>");
        if (caption is not null) html.Append("<small>").Append(Escape(caption)).Append("</small>");
        return html.ToString();
    }

    /// <summary>Text for HTML.</summary>
    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    /// <summary>Text as it stands, in letters of one width.</summary>
    public static string Lines(string text) => $"<pre>{Escape(text)}</pre>";
}
