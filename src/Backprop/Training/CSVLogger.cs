using System.Globalization;

namespace Backprop.Training;

/// <summary>
/// Writes a line per epoch into a file: the epoch, counted from 0, then the numbers in alphabetical order of their names. Source: keras/src/callbacks/csv_logger.py.
/// </summary>
/// <param name="filename">The file; an existing one is replaced unless <paramref name="append"/>.</param>
/// <param name="separator">What stands between the numbers. Default ",".</param>
/// <param name="append">Whether lines are added to an existing file. Default false.</param>
public sealed class CSVLogger(string filename, string separator = ",", bool append = false) : Callback
{
    private StreamWriter? _writer;
    private string[]? _keys;

    /// <inheritdoc/>
    public override void OnTrainBegin()
    {
        bool hasLines = append && File.Exists(filename) && new FileInfo(filename).Length > 0;
        _writer = new StreamWriter(filename, append);
        _keys = null;
        HasHeader = hasLines;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(int epoch, Logs logs)
    {
        ArgumentNullException.ThrowIfNull(logs);
        if (_writer is null) return;
        if (_keys is null)
        {
            _keys = [.. logs.Keys.Order(StringComparer.Ordinal)];
            if (!HasHeader) _writer.WriteLine(string.Join(separator, _keys.Prepend("epoch")));
        }

        // Validation may be missing in an epoch.
        IEnumerable<string> numbers = _keys.Select(key => logs.TryGetValue(key, out double value) ? value.ToString("R", CultureInfo.InvariantCulture) : "NA");
        _writer.WriteLine(string.Join(separator, numbers.Prepend(epoch.ToString(CultureInfo.InvariantCulture))));
        _writer.Flush();
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(Logs? logs)
    {
        _writer?.Dispose();
        _writer = null;
    }

    private bool HasHeader { get; set; }
}
