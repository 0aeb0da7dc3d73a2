using System.Collections;
using System.Globalization;
using Microsoft.CodeAnalysis.CSharp.Scripting.Hosting;

namespace Backprop.Jupyter.Rendering;

/// <summary>A value as text: its own <c>ToString</c> where it has one, otherwise its elements or members.</summary>
internal static class PlainText
{
    private const int MostElements = 40;
    private const int MostLetters = 100_000;
    private const int MostLevels = 4;

    /// <summary>The text.</summary>
    public static string Of(object? value) => Cut(Of(value, 0));

    private static string Of(object? value, int level) => value switch
    {
        null => "null",
        string text => level == 0 ? text : $"\"{text}\"",
        MimeText text => text.Plain ?? text.Text,
        bool answer => answer ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        Exception error => $"{error.GetType().Name}: {error.Message}",
        Type type => type.ToString(),
        _ when HasOwnText(value.GetType()) => value.ToString() ?? "",
        IEnumerable elements when level < MostLevels => Elements(elements, level),
        _ => CSharpObjectFormatter.Instance.FormatObject(value),
    };

    private static string Elements(IEnumerable elements, int level)
    {
        var texts = new List<string>();
        foreach (object? element in elements)
        {
            if (texts.Count == MostElements)
            {
                texts.Add("…");
                break;
            }

            texts.Add(Of(element, level + 1));
        }

        return $"[{string.Join(", ", texts)}]";
    }

    private static bool HasOwnText(Type type) =>
        !type.IsArray && type.GetMethod(nameof(ToString), Type.EmptyTypes)?.DeclaringType is { } owner && owner != typeof(object) && owner != typeof(ValueType) && owner.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) != true;

    private static string Cut(string text) => text.Length <= MostLetters ? text : text[..MostLetters] + "…";
}
