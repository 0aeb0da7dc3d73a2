using Spectre.Console;

namespace Backprop.Cli.Output;

/// <summary>A table for people: ruled in a terminal, columns of plain text elsewhere. The first column is to the left, the others, of numbers, to the right.</summary>
internal static class Grid
{
    public static void Show(string[] heads, IEnumerable<string[]> rows)
    {
        string[][] all = [.. rows];
        Terminal.Line();
        if (Terminal.IsPlain) Plain([heads, .. all]);
        else Ruled(heads, all);
        Terminal.Line();
    }

    private static void Plain(string[][] lines)
    {
        int[] widths = [.. Enumerable.Range(0, lines[0].Length).Select(column => lines.Max(line => line[column].Length))];
        foreach (string[] line in lines)
        {
            Terminal.Line("  " + string.Join("   ", line.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column]))).TrimEnd());
        }
    }

    private static void Ruled(string[] heads, string[][] rows)
    {
        Table table = new Table().Border(TableBorder.Rounded).BorderColor(Color.Grey);
        for (int column = 0; column < heads.Length; column++)
        {
            var head = new TableColumn(new Markup($"[bold]{Markup.Escape(heads[column])}[/]"));
            table.AddColumn(column == 0 ? head.LeftAligned().NoWrap() : head.RightAligned());
        }

        foreach (string[] row in rows) table.AddRow([.. row.Select(cell => new Text(cell))]);
        Terminal.Console.Write(table);
    }
}
