using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Backprop.Tensors;

namespace Backprop.Cli.Output;

/// <summary>One JSON document on standard output, and nothing else.</summary>
internal static class JsonOutput
{
    public static void Write(JsonObject document) => Console.Out.WriteLine(Text(document));

    /// <summary>The document as text.</summary>
    public static string Text(JsonObject document)
    {
        using Stream stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping })) document.WriteTo(writer);
        stream.Position = 0;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>A number; null for what JSON has no number for.</summary>
    public static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    /// <summary>A tensor as nested lists.</summary>
    public static JsonNode? Numbers(Tensor tensor)
    {
        double[] numbers = tensor.ToArray<double>();
        int next = 0;
        return Level(0);

        JsonNode? Level(int axis)
        {
            if (axis == tensor.Rank) return Number(numbers[next++]);
            var list = new JsonArray();
            for (int i = 0; i < tensor.Shape[axis]; i++) list.Add((JsonNode?)Level(axis + 1));
            return list;
        }
    }

    /// <summary>The lengths of axes; unknown ones are null.</summary>
    public static JsonArray Shape(Shape shape) => new([.. shape.Lengths.ToArray().Select(length => length < 0 ? null : (JsonNode)length)]);
}
