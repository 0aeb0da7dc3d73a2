namespace Backprop.Training;

/// <summary>What happened in each epoch of a training: the numbers of the logs, name by name.</summary>
public sealed class History
{
    private readonly Dictionary<string, List<double>> _series = [];
    private readonly List<string> _keys = [];
    private readonly List<int> _epochs = [];

    /// <summary>The epochs, counted from 0.</summary>
    public IReadOnlyList<int> Epochs => _epochs;

    /// <summary>The names: "loss", the metrics, and the same with "val_".</summary>
    public IReadOnlyList<string> Keys => _keys;

    /// <summary>The numbers with a name, one per epoch in which there was one.</summary>
    /// <exception cref="KeyNotFoundException">There is no such name; the message lists the names.</exception>
    public IReadOnlyList<double> this[string key] => _series.TryGetValue(key, out List<double>? series) ? series
        : throw new KeyNotFoundException($"There is no \"{key}\" in the history. There are {string.Join(", ", _keys)}.");

    /// <summary>Whether there are numbers with this name.</summary>
    public bool Contains(string key) => _series.ContainsKey(key);

    internal void Add(int epoch, Logs logs)
    {
        _epochs.Add(epoch);
        foreach ((string key, double value) in logs)
        {
            if (!_series.TryGetValue(key, out List<double>? series))
            {
                _series[key] = series = [];
                _keys.Add(key);
            }

            series.Add(value);
        }
    }
}
