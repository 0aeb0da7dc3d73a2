namespace Backprop.Data;

/// <summary>
/// A file or table that cannot be used as it is. The message is one sentence for the person whose data it is:
/// the file, the line and the column, what was expected, and what to do.
/// Every reader and every conversion of this assembly reports bad data with this type, and then has changed nothing.
/// </summary>
public sealed class DataFormatException : Exception
{
    /// <summary>An error somewhere in a file or table.</summary>
    /// <param name="file">The file's name, or what stands in for it, such as "data frame".</param>
    /// <param name="problem">What was expected, what was found and what to do, without the place.</param>
    /// <param name="line">The line of the file, counted from 1, where it is known.</param>
    /// <param name="column">The column's name or number, where it is known.</param>
    /// <param name="inner">The error underneath, if any.</param>
    public DataFormatException(string file, string problem, long? line = null, string? column = null, Exception? inner = null)
        : base(Sentence(file, problem, line is null ? null : $"line {line}", column), inner)
    {
        File = file;
        Line = line;
        Column = column;
    }

    private DataFormatException(string file, string problem, string row, string? column)
        : base(Sentence(file, problem, row, column))
    {
        File = file;
        Column = column;
    }

    /// <summary>The file's name, or what stands in for it.</summary>
    public string File { get; }

    /// <summary>The line of the file, counted from 1; null where the problem has no line.</summary>
    public long? Line { get; }

    /// <summary>The name of the column; null where the problem is not one of a column.</summary>
    public string? Column { get; }

    /// <summary>An error in a table that came from memory, whose rows have no line.</summary>
    internal static DataFormatException InRow(string source, string problem, int row, string? column) => new(source, problem, $"row {row + 1}", column);

    private static string Sentence(string file, string problem, string? place, string? column)
    {
        string where = Printable.Text(file, 200);
        if (place is not null) where += $", {place}";
        if (column is not null) where += $", column {Printable.Quoted(column)}";
        return $"{where}: {problem}";
    }
}
