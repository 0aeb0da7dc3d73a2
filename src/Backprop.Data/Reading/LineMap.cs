namespace Backprop.Data.Reading;

/// <summary>Which line of the file each row came from. Only rows that do not follow directly on the one before are stored.</summary>
internal sealed class LineMap
{
    private readonly List<(int Row, long Line)> _jumps = [];
    private long _expected;

    public void Add(int row, long line)
    {
        if (_jumps.Count == 0 || line != _expected) _jumps.Add((row, line));
        _expected = line + 1;
    }

    public long LineOf(int row)
    {
        int low = 0;
        int high = _jumps.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_jumps[middle].Row <= row) low = middle;
            else high = middle - 1;
        }

        return _jumps[low].Line + row - _jumps[low].Row;
    }
}
