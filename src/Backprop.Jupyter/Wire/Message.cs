using System.Text.Json.Nodes;

namespace Backprop.Jupyter.Wire;

/// <summary>A message of Jupyter's protocol.</summary>
/// <param name="Identities">Who is answered, or the topic of what is published.</param>
/// <param name="Header">The message's own id, type, session, date.</param>
/// <param name="Parent">The header of the request that led to it; empty when none did.</param>
/// <param name="Metadata">What is said about the message.</param>
/// <param name="Content">What it says.</param>
/// <param name="Buffers">Bytes that travel beside it.</param>
internal sealed record Message(IReadOnlyList<byte[]> Identities, JsonObject Header, JsonObject Parent, JsonObject Metadata, JsonObject Content, IReadOnlyList<byte[]> Buffers)
{
    /// <summary>The version of the protocol that this kernel speaks.</summary>
    public const string Version = "5.4";

    /// <summary>What kind of message it is.</summary>
    public string Type => Header["msg_type"] is JsonValue value && value.TryGetValue(out string? type) ? type : "";

    /// <summary>A new message.</summary>
    /// <param name="type">Its kind.</param>
    /// <param name="session">The kernel's own session.</param>
    /// <param name="content">What it says.</param>
    /// <param name="parent">The request that leads to it.</param>
    /// <param name="identities">Who is answered.</param>
    public static Message Create(string type, string session, JsonObject content, Message? parent = null, IReadOnlyList<byte[]>? identities = null) => new(
        identities ?? [],
        new JsonObject
        {
            ["msg_id"] = Guid.NewGuid().ToString("N"),
            ["session"] = session,
            ["username"] = "kernel",
            ["date"] = DateTime.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", System.Globalization.CultureInfo.InvariantCulture),
            ["msg_type"] = type,
            ["version"] = Version,
        },
        parent is null ? [] : parent.Header.DeepClone().AsObject(),
        [],
        content,
        []);
}
