using Backprop.Data.Reading;

namespace Backprop.Data;

/// <summary>A column: numbers where every value is one, otherwise texts that stand for categories.</summary>
public sealed class TableColumn
{
    private readonly ChunkedList<double> _numbers;
    private readonly ChunkedList<int>? _codes;
    private readonly IReadOnlyList<string> _texts;

    internal TableColumn(string name, ChunkedList<double> numbers, ChunkedList<int>? codes, IReadOnlyList<string> texts, int missing) =>
        (Name, _numbers, _codes, _texts, MissingCount) = (name, numbers, codes, texts, missing);

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Whether every value that is present is a number, and the column was not declared a category.</summary>
    public bool IsNumeric => _codes is null;

    /// <summary>How many rows have no value.</summary>
    public int MissingCount { get; }

    /// <summary>The number in a row; NaN where there is none.</summary>
    public double Number(int row) => _numbers[row];

    /// <summary>The text in a row of a column of categories; null where there is none.</summary>
    public string? Text(int row) => _codes is null ? null : _codes[row] < 0 ? null : _texts[_codes[row]];

    /// <summary>The different texts of a column of categories, sorted by their characters; empty for numbers.</summary>
    public IReadOnlyList<string> Categories => _codes is null ? [] : [.. _texts.Order(StringComparer.Ordinal)];

    /// <summary>Whether a row has a value.</summary>
    public bool HasValue(int row) => _codes is null ? !double.IsNaN(_numbers[row]) : _codes[row] >= 0;
}
