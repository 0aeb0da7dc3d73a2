using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Backprop.Jupyter.Wire;

/// <summary>
/// Messages as frames on the wire: identities, the delimiter, the signature, four JSON documents, buffers. The signature is the
/// HMAC-SHA256 of the four documents' bytes under the key; a message whose signature is another, or was seen before, is refused.
/// </summary>
/// <param name="key">The key of the connection file.</param>
internal sealed class WireFormat(string key)
{
    // As many signatures are remembered as a client could send within hours; older ones may be forgotten, because a stranger without the key can only repeat.
    private const int MostSignatures = 65536;

    private static readonly byte[] s_delimiter = Encoding.ASCII.GetBytes("<IDS|MSG>");
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);
    private readonly Queue<string> _order = new();
    private readonly HashSet<string> _seen = [];

    /// <summary>The frames of a message.</summary>
    public IReadOnlyList<byte[]> Write(Message message)
    {
        byte[][] parts = [Bytes(message.Header), Bytes(message.Parent), Bytes(message.Metadata), Bytes(message.Content)];
        return [.. message.Identities, s_delimiter, Encoding.ASCII.GetBytes(Sign(parts)), .. parts, .. message.Buffers];
    }

    /// <summary>Reads frames; only one thread may do so.</summary>
    /// <exception cref="WireException">They are no signed message of this protocol.</exception>
    public Message Read(IReadOnlyList<byte[]> frames)
    {
        int at = 0;
        while (at < frames.Count && !frames[at].AsSpan().SequenceEqual(s_delimiter)) at++;
        if (frames.Count - at < 6) throw new WireException("It has too few frames.");
        byte[][] parts = [frames[at + 2], frames[at + 3], frames[at + 4], frames[at + 5]];
        string signature = Encoding.ASCII.GetString(frames[at + 1]);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Sign(parts)), Encoding.ASCII.GetBytes(signature))) throw new WireException("Its signature is wrong.");
        if (!Remember(signature)) throw new WireException("It was received before.");
        try
        {
            return new Message([.. frames.Take(at)], Parse(parts[0]), Parse(parts[1]), Parse(parts[2]), Parse(parts[3]), [.. frames.Skip(at + 6)]);
        }
        catch (JsonException error)
        {
            throw new WireException($"It is no JSON: {error.Message}");
        }
    }

    private string Sign(byte[][] parts)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        foreach (byte[] part in parts) hash.AppendData(part);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private bool Remember(string signature)
    {
        if (!_seen.Add(signature)) return false;
        _order.Enqueue(signature);
        if (_order.Count > MostSignatures) _seen.Remove(_order.Dequeue());
        return true;
    }

    private static byte[] Bytes(JsonObject document) => Encoding.UTF8.GetBytes(document.ToJsonString(s_json));

    private static JsonObject Parse(byte[] document) => JsonNode.Parse(document) as JsonObject ?? throw new WireException("A part of it is no JSON object.");
}
