namespace Backprop.Jupyter;

/// <summary>A text that is to be shown as what it is: HTML, Markdown, LaTeX, SVG, or the base64 of a PNG.</summary>
/// <param name="MimeType">What it is, for example <c>text/html</c>.</param>
/// <param name="Text">The text.</param>
/// <param name="Plain">What is shown where only plain text can be; null for the text itself.</param>
public sealed record MimeText(string MimeType, string Text, string? Plain = null);
