namespace Backprop.Jupyter.Requests;

/// <summary>The cells of this session, as they were sent.</summary>
internal sealed class CellHistory
{
    private readonly List<Entry> _entries = [];

    /// <summary>The cells, oldest first.</summary>
    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>Remembers a cell.</summary>
    public void Add(int line, string input) => _entries.Add(new Entry(line, input, null));

    /// <summary>Remembers what the last cell gave.</summary>
    public void AddOutput(int line, string text)
    {
        if (_entries.Count > 0 && _entries[^1].Line == line) _entries[^1] = _entries[^1] with { Output = text };
    }

    /// <summary>A cell, and what it gave.</summary>
    /// <param name="Line">Its number.</param>
    /// <param name="Input">Its text.</param>
    /// <param name="Output">Its value as plain text, or null.</param>
    internal sealed record Entry(int Line, string Input, string? Output);
}
