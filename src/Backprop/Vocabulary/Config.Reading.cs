using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Tensors;

namespace Backprop.Vocabulary;

public sealed partial class Config
{
    private const int MostNameLetters = 1000;

    private readonly HashSet<string> _asked = [];

    /// <summary>The arguments that nobody has asked for: a newer Keras may have added them.</summary>
    internal IEnumerable<string> Unasked => Keys.Where(key => !_asked.Contains(key));

    /// <summary>Whether an argument is there and is not null.</summary>
    public bool Has(string key) => Node(key) is not null;

    /// <summary>An argument as JSON; null when it is missing or null.</summary>
    public JsonNode? Json(string key) => Node(key);

    /// <summary>A whole number.</summary>
    /// <exception cref="ConfigException">It is missing or something else.</exception>
    public int Int(string key) => OptionalInt(key) ?? throw Missing(key, "a whole number");

    /// <summary>A whole number, or what is meant when it is missing or null.</summary>
    public int Int(string key, int fallback) => OptionalInt(key) ?? fallback;

    /// <summary>A whole number or null.</summary>
    public int? OptionalInt(string key) => Node(key) is not { } node ? null : AsInt(node) ?? throw Wrong(key, "a whole number");

    /// <summary>A whole number of up to 64 bits, or null.</summary>
    public long? OptionalLong(string key) => Node(key) is not { } node ? null : node is JsonValue value && value.TryGetValue(out long number) ? number : throw Wrong(key, "a whole number");

    /// <summary>A number.</summary>
    /// <exception cref="ConfigException">It is missing or something else.</exception>
    public double Double(string key) => OptionalDouble(key) ?? throw Missing(key, "a number");

    /// <summary>A number, or what is meant when it is missing or null.</summary>
    public double Double(string key, double fallback) => OptionalDouble(key) ?? fallback;

    /// <summary>A number or null.</summary>
    public double? OptionalDouble(string key) => Node(key) is not { } node ? null : AsDouble(node) ?? throw Wrong(key, "a number");

    /// <summary>True or false, or what is meant when it is missing or null.</summary>
    public bool Bool(string key, bool fallback = false) => Node(key) is not { } node ? fallback : node.GetValueKind() switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(key, "true or false"),
    };

    /// <summary>Text.</summary>
    /// <exception cref="ConfigException">It is missing or something else.</exception>
    public string Text(string key) => OptionalText(key) ?? throw Missing(key, "text");

    /// <summary>Text, or what is meant when it is missing or null.</summary>
    public string Text(string key, string fallback) => OptionalText(key) ?? fallback;

    /// <summary>Text or null.</summary>
    public string? OptionalText(string key) => Node(key) is not { } node ? null : node.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : throw Wrong(key, "text");

    /// <summary>The value of "name", or null. A name is printed in tables, messages and paths: it must neither steer a terminal nor fill it, nor climb out of its place.</summary>
    /// <exception cref="ConfigException">It is something else.</exception>
    internal string? OptionalName()
    {
        if (OptionalText("name") is not { } name) return null;
        if (name.Length == 0 || name.Contains('/') || name.Any(char.IsControl)) throw Wrong("name", "a name of at least one letter, without \"/\" and control characters");
        return name.Length <= MostNameLetters ? name : throw new ConfigException(At("name"), $"a name may have {MostNameLetters} letters, this one has {name.Length}.");
    }

    /// <summary>Whole numbers; one number stands for itself.</summary>
    /// <exception cref="ConfigException">It is missing or something else.</exception>
    public int[] Ints(string key) => OptionalInts(key) ?? throw Missing(key, "a list of whole numbers");

    /// <summary>Whole numbers, one per axis; one number stands for all of them.</summary>
    /// <exception cref="ConfigException">It is missing, something else, or there are more or fewer.</exception>
    public int[] Ints(string key, int count, int? fallback = null)
    {
        int[] numbers = OptionalInts(key) ?? (fallback is { } value ? [value] : throw Missing(key, "a list of whole numbers"));
        if (numbers.Length == 1) return [.. Enumerable.Repeat(numbers[0], count)];
        return numbers.Length == count ? numbers : throw Wrong(key, $"{count} whole numbers");
    }

    /// <summary>Whole numbers or null.</summary>
    public int[]? OptionalInts(string key) => Items(key) is not { } items ? null : [.. items.Select(item => item is null ? throw Wrong(key, "a list of whole numbers") : AsInt(item) ?? throw Wrong(key, "a list of whole numbers"))];

    /// <summary>Numbers or null; a nested list is read row by row.</summary>
    public double[]? OptionalDoubles(string key)
    {
        if (Node(key) is not { } node) return null;
        var numbers = new List<double>();
        Collect(node);
        return [.. numbers];

        void Collect(JsonNode? item)
        {
            if (item is JsonArray array)
            {
                foreach (JsonNode? part in array) Collect(part);
            }
            else
            {
                numbers.Add(item is null ? throw Wrong(key, "a list of numbers") : AsDouble(item) ?? throw Wrong(key, "a list of numbers"));
            }
        }
    }

    /// <summary>Texts or null.</summary>
    public string[]? OptionalTexts(string key) => Items(key) is not { } items ? null : [.. items.Select(item => item?.GetValueKind() == JsonValueKind.String ? item.GetValue<string>() : throw Wrong(key, "a list of texts"))];

    /// <summary>A shape, null standing for unknown lengths.</summary>
    /// <exception cref="ConfigException">It is missing or something else.</exception>
    public Shape Shape(string key) => Node(key) is JsonArray array ? AsShape(array, key) : throw Missing(key, "a shape");

    /// <summary>A shape, or null when it is missing or null.</summary>
    public Shape? OptionalShape(string key) => Node(key) switch
    {
        null => null,
        JsonArray array => AsShape(array, key),
        _ => throw Wrong(key, "a shape"),
    };

    /// <summary>An object of a kind, by name or written out.</summary>
    /// <exception cref="ConfigException">It is missing, of an unknown class, or its own configuration is wrong.</exception>
    public T Object<T>(string key, Registry<T> registry)
        where T : class => OptionalObject(key, registry) ?? throw Missing(key, "an object");

    /// <summary>An object of a kind, by name or written out; null when it is missing or null.</summary>
    public T? OptionalObject<T>(string key, Registry<T> registry)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(registry);
        return Node(key) is { } node ? registry.Read(node, At(key)) : null;
    }

    /// <summary>Objects of a kind.</summary>
    /// <exception cref="ConfigException">They are missing, of an unknown class, or their configuration is wrong.</exception>
    public T[] Objects<T>(string key, Registry<T> registry)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(registry);
        if (Node(key) is not JsonArray array) throw Missing(key, "a list of objects");
        return [.. array.Select((item, i) => registry.Read(item ?? throw Wrong(key, "a list of objects"), $"{At(key)}[{i}]"))];
    }

    /// <summary>An inner configuration.</summary>
    /// <exception cref="ConfigException">It is missing or something else.</exception>
    public Config Inner(string key) => Node(key) is JsonObject inner ? new Config(inner, At(key)) : throw Missing(key, "an object in braces");

    /// <summary>Passes over arguments that change nothing here: they speak of how Keras computes, or Keras itself no longer reads them.</summary>
    internal Config Ignore(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys) _asked.Add(key);
        return this;
    }

    /// <summary>Refuses an option that is not built here, unless it is missing, null or false.</summary>
    /// <exception cref="ConfigException">The option is used.</exception>
    public Config Unsupported(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (Node(key) is { } node && node.GetValueKind() != JsonValueKind.False) throw new ConfigException(At(key), $"the option {key} is not supported here (it is {Short(node)}). Save the model without it.");
        }

        return this;
    }

    /// <summary>The place of an argument.</summary>
    public string At(string key) => $"{Path}.{key}";

    /// <summary>The complaint that an argument is not what it must be.</summary>
    public ConfigException Wrong(string key, string expected) => new(At(key), $"it must be {expected}, not {Short(Node(key))}.");

    private JsonNode? Node(string key)
    {
        _asked.Add(key);
        return _json[key];
    }

    private ConfigException Missing(string key, string expected) => Node(key) is null ? new(Path, $"\"{key}\" is missing; {expected} is expected.") : Wrong(key, expected);

    private IReadOnlyList<JsonNode?>? Items(string key) => Node(key) switch
    {
        null => null,
        JsonArray array => [.. array],
        JsonNode single => [single],
    };

    private Shape AsShape(JsonArray array, string key) => Tensors.Shape.Create([.. array.Select(item => item is null ? Tensors.Shape.Unknown : AsInt(item) is { } length and >= -1 ? length : throw Wrong(key, "a shape"))]);

    /// <summary>JSON has one kind of number: 2.0 is a whole number, too.</summary>
    private static int? AsInt(JsonNode node) => AsDouble(node) is { } number && double.IsInteger(number) && Math.Abs(number) <= int.MaxValue ? (int)number : null;

    private static double? AsDouble(JsonNode node) => node is not JsonValue value ? null : value.GetValueKind() switch
    {
        JsonValueKind.Number => value.TryGetValue(out double number) ? number : value.TryGetValue(out int whole) ? whole : value.TryGetValue(out long large) ? large : null,
        JsonValueKind.String => BareNumbers.Parse(value.GetValue<string>()),
        _ => null,
    };

    /// <summary>A piece of JSON, cut to a length that fits a sentence.</summary>
    [return: NotNull]
    internal static string Short(JsonNode? node)
    {
        string text = node is null ? "null" : BareNumbers.Write(node);
        return text.Length <= 60 ? text : text[..57] + "...";
    }
}
