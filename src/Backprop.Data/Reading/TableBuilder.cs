namespace Backprop.Data.Reading;

/// <summary>Collects records into columns.</summary>
internal sealed class TableBuilder(string source, string[] names, CsvOptions options)
{
    private readonly ColumnBuilder[] _columns = [.. names.Select(name => new ColumnBuilder(source, name, options))];
    private readonly LineMap _lines = new();
    private readonly List<long> _skippedLines = [];
    private int _skipped;
    private bool _endsWithSeparator;

    public int RowCount { get; private set; }

    public void Add(CsvRecords records)
    {
        int fields = records.FieldCount;
        if (fields == names.Length + 1 && records[fields - 1].IsEmpty)
        {
            _endsWithSeparator = true;
            fields--;
        }

        if (fields != names.Length)
        {
            Skip(records);
            return;
        }

        for (int i = 0; i < names.Length; i++) _columns[i].Add(records[i], records.Line);
        _lines.Add(RowCount++, records.Line);
    }

    public CsvTable Finish(IEnumerable<string> notes)
    {
        List<TableColumn> columns = [.. _columns.Select(column => column.Finish())];
        if (columns.Count > 1 && columns[^1].MissingCount == RowCount && columns[^1].Name == $"column{columns.Count}")
        {
            columns.RemoveAt(columns.Count - 1);
            _endsWithSeparator = true;
        }

        List<string> all = [.. notes];
        if (_endsWithSeparator) all.Add("Lines end with a separator; the empty column after it is left out.");
        if (_skipped > 0) all.Add($"{_skipped} lines had another number of fields and were skipped: {string.Join(", ", _skippedLines)}{(_skipped > _skippedLines.Count ? ", …" : "")}.");
        return new CsvTable(source, columns, RowCount, _lines, all);
    }

    private void Skip(CsvRecords records)
    {
        if (options.BadRows == BadRows.Refuse)
        {
            throw new DataFormatException(source, $"the line has {records.FieldCount} fields where {names.Length} are expected, one per column; correct it, put quotes around fields that contain the separator, or skip such lines by option.", records.Line);
        }

        _skipped++;
        if (_skippedLines.Count < 10) _skippedLines.Add(records.Line);
    }
}
