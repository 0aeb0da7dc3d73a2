using Backprop.Data.Reading;

namespace Backprop.Data;

/// <summary>A column: numbers where every value is one, otherwise texts that stand for categories.</summary>
public sealed class TableColumn
{
    private readonly ChunkedList<double>? _numbers;
    private readonly ChunkedList<int>? _codes;
    private readonly int[] _ranks = [];

    internal TableColumn(string name, ChunkedList<double>? numbers, ChunkedList<int>? codes, IReadOnlyList<string> texts, int missing)
    {
        (Name, _numbers, _codes, MissingCount) = (name, numbers, codes, missing);
        if (codes is null) return;
        int[] order = [.. Enumerable.Range(0, texts.Count)];
        Array.Sort([.. texts], order, StringComparer.Ordinal);
        Categories = [.. order.Select(code => texts[code])];
        _ranks = new int[texts.Count];
        for (int rank = 0; rank < order.Length; rank++) _ranks[order[rank]] = rank;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>Whether every value that is present is a number, and the column was not declared a category.</summary>
    public bool IsNumeric => _codes is null;

    /// <summary>How many rows have no value.</summary>
    public int MissingCount { get; }

    /// <summary>The different texts of a column of categories, sorted by their characters; empty for numbers.</summary>
    public IReadOnlyList<string> Categories { get; } = [];

    /// <summary>The number in a row; NaN where there is none, and in columns of categories.</summary>
    public double Number(int row) => _numbers is null ? double.NaN : _numbers[row];

    /// <summary>The place of a row's text in <see cref="Categories"/>, counted from 0; −1 where there is none, and in columns of numbers.</summary>
    public int Category(int row) => _codes is null || _codes[row] < 0 ? -1 : _ranks[_codes[row]];

    /// <summary>The text in a row of a column of categories; null where there is none.</summary>
    public string? Text(int row) => Category(row) is int index and >= 0 ? Categories[index] : null;

    /// <summary>Whether a row has a value.</summary>
    public bool HasValue(int row) => _codes is null ? !double.IsNaN(Number(row)) : _codes[row] >= 0;
}
