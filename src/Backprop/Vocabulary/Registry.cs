using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backprop.Vocabulary;

/// <summary>
/// The classes of one kind that can be asked for by name (an activation as "relu", an optimizer as "adam") and read from Keras' JSON.
/// A name is the class name, the same in snake case, or an alias, in any case of letters. To add a class, add a line to the registry of its kind.
/// Nothing else can be made from a file: no type is ever looked up by a name that a file gives.
/// </summary>
/// <typeparam name="T">The kind: activation function, initializer, loss …</typeparam>
/// <param name="kind">What such a thing is called in messages, for example "initializer".</param>
/// <param name="afterReading">What is done with each object that was read, for arguments that all classes share. Default nothing.</param>
public sealed class Registry<T>(string kind, Action<T, Config>? afterReading = null) : IEnumerable<string>
    where T : class
{
    private readonly Dictionary<string, Func<T>> _makers = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Func<Config, T>> _readers = new(StringComparer.Ordinal);
    private readonly List<string> _names = [];

    /// <summary>The main names, in the order in which they were added.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The class names that files may contain, as Keras writes them, and "package>class" for those registered by the program.</summary>
    public IEnumerable<string> ClassNames => _readers.Keys;

    /// <summary>Adds a class under its own name, that name in snake case, and aliases.</summary>
    /// <param name="maker">Makes an object with the default arguments.</param>
    /// <param name="aliases">Further names.</param>
    public void Add(Func<T> maker, params string[] aliases) => Add(maker, null, aliases);

    /// <summary>Adds a class that can also be read from a file.</summary>
    /// <param name="maker">Makes an object with the default arguments.</param>
    /// <param name="reader">Makes an object from its configuration.</param>
    /// <param name="aliases">Further names.</param>
    public void Add(Func<T> maker, Func<Config, T>? reader, params string[] aliases)
    {
        ArgumentNullException.ThrowIfNull(maker);
        T example = maker();
        string name = example.GetType().Name;
        string keras = example is IKerasObject known ? known.KerasClass : name;
        _names.Add(KerasNames.SnakeCase(keras));
        foreach (string alias in (string[])[name, KerasNames.SnakeCase(name), keras, KerasNames.SnakeCase(keras), .. aliases]) _makers[alias] = maker;
        if (reader is not null) _readers[keras] = reader;
    }

    /// <summary>Adds a class that has no default arguments, for files.</summary>
    /// <param name="className">The name that files have: Keras' class name; "package>class" for a class of your own, which is the
    /// <see cref="IKerasObject.RegisteredName"/> of its objects.</param>
    /// <param name="reader">Makes an object from its configuration.</param>
    public void Add(string className, Func<Config, T> reader)
    {
        ArgumentException.ThrowIfNullOrEmpty(className);
        ArgumentNullException.ThrowIfNull(reader);
        _readers[className] = reader;
    }

    /// <summary>A new object of the class with this name, with default arguments.</summary>
    /// <exception cref="ArgumentException">There is no such name; the message suggests the nearest.</exception>
    public T Get(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (_makers.TryGetValue(name, out Func<T>? maker)) return maker();
        throw new ArgumentException(Unknown(name, _names.Concat(_makers.Keys)), nameof(name));
    }

    /// <summary>Whether there is a class with this name.</summary>
    public bool Contains(string name) => _makers.ContainsKey(name);

    /// <summary>Whether files may contain objects of this class.</summary>
    public bool CanRead(string className) => _readers.ContainsKey(className);

    /// <summary>An object as Keras writes it: a name, or class and configuration.</summary>
    /// <param name="node">The JSON.</param>
    /// <param name="path">Where it stands in the file.</param>
    /// <exception cref="ConfigException">The class is not known, or its configuration is wrong.</exception>
    public T Read(JsonNode node, string path)
    {
        ArgumentNullException.ThrowIfNull(node);
        try
        {
            if (node.GetValueKind() == JsonValueKind.String) return Get(node.GetValue<string>());
            if (node is not JsonObject json) throw new ConfigException(path, $"it must be the name or the description of {Article}, not {Config.Short(node)}.");
            T value = Reader(json, path, out Config config)(config);
            afterReading?.Invoke(value, config);
            UnaskedArguments.Collect(config);
            return value;
        }
        catch (ArgumentException e)
        {
            throw new ConfigException(path, e.Message.Split(" (Parameter '")[0], e);
        }
    }

    /// <summary>The main names.</summary>
    public IEnumerator<string> GetEnumerator() => _names.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private string Article => ("aeiou".Contains(kind[0], StringComparison.Ordinal) ? "an " : "a ") + kind;

    private Func<Config, T> Reader(JsonObject json, string path, out Config config)
    {
        var outer = new Config(json, path);
        // Keras 2 wrote its own optimizers as "Custom>Adam".
        string className = outer.Text("class_name") is var given && given.StartsWith("Custom>", StringComparison.Ordinal) && !_readers.ContainsKey(given) ? given["Custom>".Length..] : given;
        string? registered = outer.OptionalText("registered_name");
        string? module = outer.OptionalText("module");
        // A function ("class_name": "function") has its name where others have a configuration.
        if (json["config"] is JsonValue name && name.GetValueKind() == JsonValueKind.String && className == "function")
        {
            string function = name.GetValue<string>();
            config = new Config([], outer.At("config"));
            return _ => Get(function);
        }

        config = json["config"] is null ? new Config([], outer.At("config")) : outer.Inner("config");
        if (registered is not null && _readers.TryGetValue(registered, out Func<Config, T>? reader)) return reader;
        if (registered is not null && registered != given && registered != className)
        {
            throw new ConfigException(outer.At("registered_name"), $"\"{registered}\" is no {kind} that this program has registered; register it under this name before loading.");
        }

        bool isKeras = module is null || module == "keras" || module.StartsWith("keras.", StringComparison.Ordinal) || module.StartsWith("tf_keras.", StringComparison.Ordinal);
        if (isKeras && _readers.TryGetValue(className, out reader)) return reader;
        if (!isKeras) throw new ConfigException(path, $"the {kind} class \"{className}\" of the module \"{module}\" is not Keras' own. If it is yours, register it as \"{registered ?? className}\" before loading.");
        throw new ConfigException(outer.At("class_name"), Unknown(className, _readers.Keys));
    }

    private string Unknown(string name, IEnumerable<string> known) =>
        $"There is no {kind} \"{name}\". {(KerasNames.Nearest(name, known) is { } nearest ? $"Did you mean \"{nearest}\"?" : $"Known are {string.Join(", ", known.Distinct(StringComparer.OrdinalIgnoreCase).Take(60))}.")}";
}
