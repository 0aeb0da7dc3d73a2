using Backprop.Data.Reading;

namespace Backprop.Data;

/// <summary>A table read from a file: named columns, each of numbers or of texts, and what was noticed on the way.</summary>
public sealed class CsvTable
{
    private readonly LineMap _lines;

    internal CsvTable(string source, IReadOnlyList<TableColumn> columns, int rows, LineMap lines, IReadOnlyList<string> notes)
    {
        (Source, Columns, RowCount, _lines, Notes) = (source, columns, rows, lines, notes);
    }

    /// <summary>The file's name, for messages.</summary>
    public string Source { get; }

    /// <summary>The columns, from left to right.</summary>
    public IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>The number of rows.</summary>
    public int RowCount { get; }

    /// <summary>What was decided or left out while reading, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>The line of the file on which a row starts, counted from 1.</summary>
    public long LineOf(int row) => _lines.LineOf(row);

    /// <summary>The column with a name.</summary>
    /// <exception cref="DataFormatException">There is none; the message lists the columns and suggests the nearest name.</exception>
    public TableColumn Column(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (TableColumn column in Columns)
        {
            if (column.Name == name) return column;
        }

        string[] names = [.. Columns.Select(column => column.Name)];
        string hint = Vocabulary.KerasNames.Nearest(name, names) is { } nearest ? $" Did you mean {Printable.Quoted(nearest)}?" : "";
        throw new DataFormatException(Source, $"there is no column {Printable.Quoted(name)}.{hint} The columns are {Printable.List(names)}.");
    }
}
