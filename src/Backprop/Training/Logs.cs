using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Backprop.Training;

/// <summary>Named numbers of an epoch, a batch or an evaluation: first "loss", then the metrics, then the same with "val_".</summary>
public sealed class Logs : IReadOnlyDictionary<string, double>
{
    private readonly List<KeyValuePair<string, double>> _entries = [];

    /// <summary>The loss.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public double Loss => this["loss"];

    /// <summary>The names, in order.</summary>
    public IEnumerable<string> Keys => _entries.Select(entry => entry.Key);

    /// <summary>The numbers, in order.</summary>
    public IEnumerable<double> Values => _entries.Select(entry => entry.Value);

    /// <summary>How many there are.</summary>
    public int Count => _entries.Count;

    /// <summary>The number with a name. Callbacks may set some of their own.</summary>
    /// <exception cref="KeyNotFoundException">There is none; the message lists the names.</exception>
    public double this[string key]
    {
        get => TryGetValue(key, out double value) ? value : throw new KeyNotFoundException($"There is no \"{key}\" in the logs. There are {string.Join(", ", Keys)}.");
        set
        {
            int index = _entries.FindIndex(entry => entry.Key == key);
            if (index < 0) _entries.Add(new(key, value));
            else _entries[index] = new(key, value);
        }
    }

    /// <summary>Whether there is a number with this name.</summary>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <summary>The number with a name, if there is one.</summary>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out double value)
    {
        int index = _entries.FindIndex(entry => entry.Key == key);
        value = index < 0 ? 0 : _entries[index].Value;
        return index >= 0;
    }

    /// <summary>The pairs, in order.</summary>
    public IEnumerator<KeyValuePair<string, double>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>For example "loss: 0.2891 - accuracy: 0.9123".</summary>
    public override string ToString() => string.Join(" - ", _entries.Select(entry => $"{entry.Key}: {LogNumbers.Write(entry.Value)}"));
}
