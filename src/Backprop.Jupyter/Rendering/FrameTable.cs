using System.Globalization;
using Microsoft.Data.Analysis;

namespace Backprop.Jupyter.Rendering;

/// <summary>Tables of data as HTML: the first rows, and how many there are.</summary>
internal static class FrameTable
{
    private const int MostRows = 20;

    /// <summary>A data frame.</summary>
    public static string Html(DataFrame frame) => HtmlTable.Write(
        [.. frame.Columns.Select(column => column.Name)],
        Enumerable.Range(0, (int)Math.Min(MostRows, frame.Rows.Count)).Select(row => (IReadOnlyList<string>)[.. frame.Columns.Select(column => Text(column[row]))]),
        Caption(frame.Rows.Count, frame.Columns.Count));

    private static string Caption(long rows, int columns) => $"{rows} {(rows == 1 ? "row" : "rows")}, {columns} {(columns == 1 ? "column" : "columns")}{(rows > MostRows ? $"; the first {MostRows} are shown" : "")}";

    private static string Text(object? cell) => cell is null ? "" : Convert.ToString(cell, CultureInfo.InvariantCulture) ?? "";
}
