namespace Backprop.Data.Reading;

/// <summary>
/// Collects records into columns. A column starts as numbers; the first text makes it a column of categories, whose values are kept as codes into
/// a list of the different texts, so that no string is kept for each cell.
/// </summary>
internal sealed class TableBuilder(string source, string[] names, CsvOptions options)
{
    /// <summary>A column of texts may have this many different values while some of its values are numbers: more is a mistake in a column of numbers.</summary>
    private const int StrayTexts = 3;

    private readonly Column[] _columns = [.. names.Select(name => new Column(name, options.Categories.Contains(name)))];
    private readonly LineMap _lines = new();
    private int _skipped;

    public int RowCount { get; private set; }

    public void Add(CsvRecords records)
    {
        int fields = records.FieldCount;
        // A separator at the end of every line makes one empty field too many.
        if (fields == names.Length + 1 && records[fields - 1].IsEmpty) fields--;
        if (fields != names.Length)
        {
            if (options.BadRows == BadRows.Refuse) throw new DataFormatException(source, $"the line has {records.FieldCount} fields where {names.Length} are expected, one per column; correct it, or skip such lines by option.", records.Line);
            _skipped++;
            return;
        }

        for (int i = 0; i < names.Length; i++) _columns[i].Add(records[i], records.Line, options.MissingTexts);
        _lines.Add(RowCount++, records.Line);
    }

    public CsvTable Finish(string? note)
    {
        var notes = new List<string>();
        if (note is not null) notes.Add(note);
        if (_skipped > 0) notes.Add($"{_skipped} lines had another number of fields and were skipped.");
        return new CsvTable(source, [.. _columns.Select(column => column.Finish(source))], RowCount, _lines, notes);
    }

    private sealed class Column(string name, bool isCategory)
    {
        private readonly ChunkedList<double> _numbers = new();
        private readonly Dictionary<string, int> _codeOf = [];
        private readonly List<string> _texts = [];
        private readonly List<(string Text, long Line)> _strays = [];
        private ChunkedList<int>? _codes = isCategory ? new() : null;
        private int _numeric;
        private int _textual;
        private int _missing;

        public void Add(ReadOnlySpan<char> field, long line, IReadOnlyList<string> missingTexts)
        {
            if (IsMissing(field, missingTexts))
            {
                _numbers.Add(double.NaN);
                _codes?.Add(-1);
                _missing++;
                return;
            }

            bool isNumber = Numbers.TryParse(field, out double number);
            _numbers.Add(isNumber ? number : double.NaN);
            if (isNumber) _numeric++;
            else
            {
                _textual++;
                if (_strays.Count <= StrayTexts) _strays.Add((field.ToString(), line));
                _codes ??= Codes();
            }

            _codes?.Add(Code(field));
        }

        public TableColumn Finish(string source)
        {
            // A few texts among many numbers are mistakes, not categories.
            if (!isCategory && _codes is not null && _numeric > 0 && _textual <= StrayTexts && _numeric >= 10 * _textual)
            {
                (string text, long line) = _strays[0];
                throw new DataFormatException(source, $"{Numbers.Complaint(text)} The other values of the column are numbers; correct it, leave it empty, or declare the column a category.", line, name);
            }

            return new TableColumn(name, _numbers, _codes, _texts, _missing);
        }

        /// <summary>The codes of what came before the first text: numbers, as they print.</summary>
        private ChunkedList<int> Codes()
        {
            var codes = new ChunkedList<int>();
            for (int row = 0; row < _numbers.Count - 1; row++) codes.Add(double.IsNaN(_numbers[row]) ? -1 : Code(_numbers[row].ToString("R", System.Globalization.CultureInfo.InvariantCulture)));
            return codes;
        }

        private int Code(ReadOnlySpan<char> text)
        {
            if (_codeOf.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out int code)) return code;
            string key = text.ToString();
            _codeOf[key] = _texts.Count;
            _texts.Add(key);
            return _texts.Count - 1;
        }

        private static bool IsMissing(ReadOnlySpan<char> field, IReadOnlyList<string> missingTexts)
        {
            if (field.IsEmpty) return true;
            foreach (string text in missingTexts)
            {
                if (field.SequenceEqual(text)) return true;
            }

            return false;
        }
    }
}
