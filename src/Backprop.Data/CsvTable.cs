using Backprop.Data.Reading;

namespace Backprop.Data;

/// <summary>A table read from a file or a data frame: named columns, each of numbers or of texts, and what was noticed on the way.</summary>
public sealed class CsvTable
{
    private readonly LineMap? _lines;

    internal CsvTable(string source, IReadOnlyList<TableColumn> columns, int rows, LineMap? lines, IReadOnlyList<string> notes)
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

    /// <summary>The line of the file on which a row starts, counted from 1; for a data frame, the row counted from 1.</summary>
    public long LineOf(int row) => _lines?.LineOf(row) ?? row + 1;

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

        // Comparing takes time in proportion to both lengths: names that nobody types are not compared.
        string? nearest = name.Length > 100 ? null : Vocabulary.KerasNames.Nearest(name, names.Where(other => other.Length <= 100).Take(1000));
        string hint = nearest is null ? "" : $" Did you mean {Printable.Quoted(nearest)}?";
        throw new DataFormatException(Source, $"there is no column {Printable.Quoted(name)}.{hint} The columns are {Printable.List(names)}.{(names.Length == 1 ? " If there are more, say which character separates them." : "")}");
    }

    /// <summary>An error in one row of a column.</summary>
    internal DataFormatException Problem(string problem, int row, string column) =>
        _lines is null ? DataFormatException.InRow(Source, problem, row, column) : new DataFormatException(Source, problem, LineOf(row), column);
}
