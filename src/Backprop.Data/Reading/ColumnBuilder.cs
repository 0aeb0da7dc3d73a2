using System.Globalization;

namespace Backprop.Data.Reading;

/// <summary>
/// Collects one column. It starts as numbers; the first text makes it a column of categories, whose values are kept as codes into
/// a list of the different texts, so that no string is kept for each cell.
/// </summary>
internal sealed class ColumnBuilder(string source, string name, CsvOptions options)
{
    /// <summary>A column with no more texts than this, and ten times as many numbers, is a column of numbers with mistakes in it.</summary>
    private const int StrayTexts = 3;

    /// <summary>More different texts, or characters in them, are kept by no column: they are neither categories nor classes.</summary>
    private const int MostTexts = 1_000_000;
    private const long MostCharacters = 1 << 26;

    private readonly bool _isCategory = options.Categories.Contains(name);
    private readonly ChunkedList<double> _numbers = new();
    private readonly Dictionary<string, int> _codeOf = [];
    private ChunkedList<int>? _codes = options.Categories.Contains(name) ? new() : null;
    private (string Text, long Line)? _firstText;
    private (string Text, long Line)? _firstUnclear;
    private long _characters;
    private int _numeric;
    private int _textual;
    private int _missing;

    public void Add(ReadOnlySpan<char> field, long line)
    {
        bool isNumber = Numbers.TryParse(field, out double number);
        if (!isNumber && IsMissing(field))
        {
            _numbers.Add(double.NaN);
            _codes?.Add(-1);
            _missing++;
            return;
        }

        if (isNumber) _numeric++;
        else AddText(field, line);
        _codes?.Add(Code(field, line));
        _numbers.Add(isNumber ? number : double.NaN);
    }

    public TableColumn Finish()
    {
        if (_codes is null || _isCategory) return Column();

        // Digits with commas, blanks or per cent signs are numbers to the person who wrote them; nobody means them as categories.
        (string Text, long Line)? wrong = _firstUnclear ?? (_textual <= StrayTexts && _numeric >= 10 * _textual ? _firstText : null);
        if (wrong is not { } field) return Column();
        string others = _numeric > 0 ? " Other values of this column are numbers." : "";
        throw new DataFormatException(source, $"{Numbers.Complaint(field.Text)}{others} Correct it, leave it empty, or declare the column a category.", field.Line, name);
    }

    private TableColumn Column() => new(name, _codes is null ? _numbers : null, _codes, [.. _codeOf.Keys], _missing);

    private void AddText(ReadOnlySpan<char> field, long line)
    {
        _textual++;
        _firstText ??= (field.ToString(), line);
        if (_firstUnclear is null && Numbers.LooksLikeNumber(field)) _firstUnclear = (field.ToString(), line);
        _codes ??= CodesOfNumbers(line);
    }

    /// <summary>The codes of what came before the first text: numbers, as they print.</summary>
    private ChunkedList<int> CodesOfNumbers(long line)
    {
        var codes = new ChunkedList<int>();
        for (int row = 0; row < _numbers.Count; row++) codes.Add(double.IsNaN(_numbers[row]) ? -1 : Code(_numbers[row].ToString("R", CultureInfo.InvariantCulture), line));
        return codes;
    }

    private int Code(ReadOnlySpan<char> text, long line)
    {
        if (_codeOf.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out int code)) return code;
        _characters += text.Length;
        if (_codeOf.Count == MostTexts || _characters > MostCharacters)
        {
            throw new DataFormatException(source, $"the column has more than {_codeOf.Count:N0} different texts up to here, too many for categories; remove the column, or shorten the texts.", line, name);
        }

        _codeOf[text.ToString()] = _codeOf.Count;
        return _codeOf.Count - 1;
    }

    private bool IsMissing(ReadOnlySpan<char> field)
    {
        if (field.IsEmpty) return true;
        foreach (string text in options.MissingTexts)
        {
            if (field.SequenceEqual(text)) return true;
        }

        return false;
    }
}
