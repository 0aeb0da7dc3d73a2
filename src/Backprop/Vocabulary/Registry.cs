using System.Collections;

namespace Backprop.Vocabulary;

/// <summary>
/// The classes of one kind that can be asked for by name: an activation as "relu", an optimizer as "adam".
/// A name is the class name, the same in snake case, or an alias, in any case of letters. To add a class, add a line to the registry of its kind.
/// </summary>
/// <typeparam name="T">The kind: activation function, initializer, loss …</typeparam>
/// <param name="kind">What such a thing is called in messages, for example "initializer".</param>
public sealed class Registry<T>(string kind) : IEnumerable<string>
    where T : class
{
    private readonly Dictionary<string, Func<T>> _makers = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _names = [];

    /// <summary>The main names, in the order in which they were added.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Adds a class under its own name, that name in snake case, and aliases.</summary>
    /// <param name="maker">Makes an object with the default arguments.</param>
    /// <param name="aliases">Further names.</param>
    public void Add(Func<T> maker, params string[] aliases)
    {
        ArgumentNullException.ThrowIfNull(maker);
        string name = maker().GetType().Name;
        _names.Add(KerasNames.SnakeCase(name));
        foreach (string alias in (string[])[name, KerasNames.SnakeCase(name), .. aliases]) _makers[alias] = maker;
    }

    /// <summary>A new object of the class with this name, with default arguments.</summary>
    /// <exception cref="ArgumentException">There is no such name; the message suggests the nearest.</exception>
    public T Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_makers.TryGetValue(name, out Func<T>? maker)) return maker();
        string hint = KerasNames.Nearest(name, _names.Concat(_makers.Keys)) is { } nearest ? $"Did you mean \"{nearest}\"?" : $"Known are {string.Join(", ", _names)}.";
        throw new ArgumentException($"There is no {kind} \"{name}\". {hint}", nameof(name));
    }

    /// <summary>Whether there is a class with this name.</summary>
    public bool Contains(string name) => _makers.ContainsKey(name);

    /// <summary>The main names.</summary>
    public IEnumerator<string> GetEnumerator() => _names.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
