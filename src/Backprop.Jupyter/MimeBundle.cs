using System.Text.Json.Nodes;

namespace Backprop.Jupyter;

/// <summary>One thing in several forms, by their MIME types: whoever shows it takes the richest that it knows, and <c>text/plain</c> if it knows no other.</summary>
public sealed class MimeBundle
{
    /// <summary>The forms: texts, and for <c>application/json</c> a document.</summary>
    internal JsonObject Data { get; } = [];

    /// <summary>The MIME types there are.</summary>
    public IReadOnlyList<string> Types => [.. Data.Select(form => form.Key)];

    /// <summary>Adds a form, or replaces it.</summary>
    /// <param name="mimeType">For example <c>text/html</c>, <c>text/markdown</c>, <c>text/latex</c> or <c>image/svg+xml</c>.</param>
    /// <param name="text">The form's text.</param>
    /// <returns>This bundle.</returns>
    /// <exception cref="ArgumentException">The MIME type is empty.</exception>
    /// <exception cref="ArgumentNullException">The text is null.</exception>
    public MimeBundle Add(string mimeType, string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(mimeType);
        ArgumentNullException.ThrowIfNull(text);
        Data[mimeType] = text;
        return this;
    }

    /// <summary>Adds bytes, for example of an <c>image/png</c>.</summary>
    /// <inheritdoc cref="Add(string, string)"/>
    /// <param name="mimeType">What the bytes are.</param>
    /// <param name="bytes">The bytes of the file.</param>
    public MimeBundle Add(string mimeType, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return Add(mimeType, Convert.ToBase64String(bytes));
    }

    /// <summary>Adds a JSON document as <c>application/json</c>.</summary>
    /// <param name="document">The document.</param>
    /// <returns>This bundle.</returns>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public MimeBundle Add(JsonNode document)
    {
        ArgumentNullException.ThrowIfNull(document);
        Data["application/json"] = document.DeepClone();
        return this;
    }
}
