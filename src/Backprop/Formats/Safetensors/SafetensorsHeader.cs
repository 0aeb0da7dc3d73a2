using System.Text.Encodings.Web;
using System.Text.Json;
using Backprop.Tensors;

namespace Backprop.Formats;

/// <summary>The header of a .safetensors file: the name, type, shape and place of each tensor, in JSON.</summary>
internal static class SafetensorsHeader
{
    /// <summary>The longest header, 16 MiB: a hundred thousand tensors take about ten. (The reference implementation stops at 100 MB.)</summary>
    public const long MostBytes = 16 << 20;

    private const string MetadataKey = "__metadata__";

    private static readonly Dictionary<string, StoredType> Types = new()
    {
        ["BOOL"] = StoredType.Bool, ["U8"] = StoredType.UInt8, ["I8"] = StoredType.Int8, ["U16"] = StoredType.UInt16, ["I16"] = StoredType.Int16,
        ["U32"] = StoredType.UInt32, ["I32"] = StoredType.Int32, ["U64"] = StoredType.UInt64, ["I64"] = StoredType.Int64,
        ["F16"] = StoredType.Float16, ["BF16"] = StoredType.BFloat16, ["F32"] = StoredType.Float32, ["F64"] = StoredType.Float64,
    };

    public static (List<SafetensorsEntry> Entries, Dictionary<string, string> Metadata) Read(ReadOnlyMemory<byte> header, long numberBytes, string file)
    {
        List<SafetensorsEntry> entries = [];
        Dictionary<string, string> metadata = [];
        try
        {
            // Texts that are not UTF-8, or halves of letters, show only as InvalidOperationException when they are asked for.
            using var json = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new ModelFormatException(file, null, "its header is no JSON object; save it again.");
            foreach (JsonProperty property in json.RootElement.EnumerateObject())
            {
                if (property.Name == MetadataKey) ReadMetadata(property.Value, metadata, file);
                else entries.Add(ReadEntry(property, file));
            }
        }
        catch (Exception cause) when (cause is JsonException or InvalidOperationException)
        {
            throw new ModelFormatException(file, null, $"its header is not valid JSON ({cause.Message.TrimEnd('.')}); save or copy it again.", cause);
        }

        CheckPlaces(entries, numberBytes, file);
        return (entries, metadata);
    }

    public static byte[] Write(KeyValuePair<string, Tensor>[] tensors, IReadOnlyDictionary<string, string>? metadata)
    {
        HashSet<string> names = new(StringComparer.Ordinal) { MetadataKey };
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataKey);
                foreach ((string key, string value) in metadata) json.WriteString(key, value);
                json.WriteEndObject();
            }

            long at = 0;
            foreach ((string name, Tensor tensor) in tensors)
            {
                if (string.IsNullOrEmpty(name) || !names.Add(name)) throw new ArgumentException($"Each tensor needs a name of its own other than {MetadataKey}, not \"{name}\".", nameof(tensors));
                StoredType type = StoredTypes.Of(tensor.DType);
                json.WriteStartObject(name);
                json.WriteString("dtype", Types.First(pair => pair.Value == type).Key);
                json.WriteStartArray("shape");
                foreach (int length in tensor.Shape.Lengths) json.WriteNumberValue(length);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(at);
                json.WriteNumberValue(at += tensor.Type.Bytes);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        // Spaces, so that the numbers begin at a multiple of eight.
        while (memory.Length % 8 != 0) memory.WriteByte((byte)' ');
        return memory.ToArray();
    }

    private static void ReadMetadata(JsonElement value, Dictionary<string, string> metadata, string file)
    {
        if (value.ValueKind != JsonValueKind.Object) throw new ModelFormatException(file, MetadataKey, "an object of texts was expected; save it again.");
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (property.Value.ValueKind != JsonValueKind.String) throw new ModelFormatException(file, MetadataKey, "every value must be a text; save it again.");
            metadata[property.Name] = property.Value.GetString()!;
        }
    }

    private static SafetensorsEntry ReadEntry(JsonProperty property, string file)
    {
        JsonElement value = property.Value;
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty("dtype", out JsonElement dtype) || dtype.ValueKind != JsonValueKind.String ||
            !value.TryGetProperty("shape", out JsonElement shape) || shape.ValueKind != JsonValueKind.Array ||
            !value.TryGetProperty("data_offsets", out JsonElement offsets) || offsets.ValueKind != JsonValueKind.Array || offsets.GetArrayLength() != 2)
        {
            throw Refuse("dtype, shape and two data_offsets were expected; save it again.");
        }

        if (!Types.TryGetValue(dtype.GetString()!, out StoredType type)) throw Refuse($"numbers of the type {dtype.GetString()} are not read, only {string.Join(", ", Types.Keys)}; convert them.");
        if (shape.GetArrayLength() > 32) throw Refuse("it has more than 32 axes; the file is damaged or dangerous.");
        List<int> lengths = [];
        long bytes = type.Bytes;
        foreach (JsonElement element in shape.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt32(out int length) || length < 0) throw Refuse("each length must be a whole number from 0 to 2^31 − 1; the file is damaged or dangerous.");
            lengths.Add(length);
            bytes = length != 0 && bytes > long.MaxValue / length ? long.MaxValue : bytes * length;
        }

        if (!Offset(offsets[0], out long start) || !Offset(offsets[1], out long end) || end - start != bytes || start > end)
        {
            throw Refuse($"its data_offsets must span the {bytes} bytes that its shape needs; the file is damaged.");
        }

        return new SafetensorsEntry(property.Name, type, Shape.Create([.. lengths]), start, end);

        ModelFormatException Refuse(string problem) => new(file, property.Name, problem);

        static bool Offset(JsonElement element, out long offset)
        {
            offset = -1;
            return element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out offset) && offset >= 0;
        }
    }

    private static void CheckPlaces(List<SafetensorsEntry> entries, long numberBytes, string file)
    {
        long at = 0;
        foreach (SafetensorsEntry entry in entries.OrderBy(entry => entry.Start).ThenBy(entry => entry.End))
        {
            if (entry.Start != at || entry.End > numberBytes) throw new ModelFormatException(file, entry.Name, "its numbers overlap with others, leave a hole or lie outside of the file; the file is damaged or dangerous.");
            at = entry.End;
        }

        if (at != numberBytes) throw new ModelFormatException(file, null, $"its tensors take {at} bytes and {numberBytes} bytes follow the header; the file is damaged.");
    }
}
