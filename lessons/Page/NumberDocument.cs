using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backprop.Lessons;

/// <summary>The numbers of a lesson as one JSON document. A name with slashes, "regression/final/W1", is an object within an object.</summary>
public sealed class NumberDocument
{
    private readonly JsonObject _root = [];

    /// <summary>Keeps one number.</summary>
    public void Keep(string name, double number) => Add(name, JsonValue.Create(number));

    /// <summary>Keeps one whole number of any length.</summary>
    public void Keep(string name, BigInteger number) => Add(name, JsonNode.Parse(number.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>Keeps a text, for example the name of a column.</summary>
    public void Keep(string name, string text) => Add(name, JsonValue.Create(text));

    /// <summary>Keeps a list of numbers.</summary>
    public void Keep(string name, IEnumerable<double> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        Add(name, List(numbers));
    }

    /// <summary>Keeps a matrix, as a list of rows.</summary>
    public void Keep(string name, double[,] numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        var rows = new JsonArray();
        for (int row = 0; row < numbers.GetLength(0); row++)
        {
            int at = row;
            rows.Add((JsonNode)List(Enumerable.Range(0, numbers.GetLength(1)).Select(column => numbers[at, column])));
        }

        Add(name, rows);
    }

    /// <summary>The document, indented.</summary>
    public override string ToString()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true })) _root.WriteTo(json);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static JsonArray List(IEnumerable<double> numbers)
    {
        var list = new JsonArray();
        foreach (double number in numbers) list.Add((JsonNode)JsonValue.Create(number));
        return list;
    }

    private void Add(string name, JsonNode? value)
    {
        ArgumentNullException.ThrowIfNull(name);
        JsonObject at = _root;
        string[] parts = name.Split('/');
        foreach (string part in parts[..^1])
        {
            if (at[part] is not JsonObject next) at[part] = next = [];
            at = next;
        }

        at[parts[^1]] = value;
    }
}
