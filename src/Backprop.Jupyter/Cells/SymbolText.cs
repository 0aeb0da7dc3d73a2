using System.Text;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;

namespace Backprop.Jupyter.Cells;

/// <summary>A symbol with its signature and its documentation, to be read.</summary>
/// <param name="Plain">As text.</param>
/// <param name="Markdown">As Markdown.</param>
internal sealed record SymbolText(string Plain, string Markdown)
{
    /// <summary>How declarations are written: short names, parameters with their defaults.</summary>
    public static SymbolDisplayFormat Format { get; } = SymbolDisplayFormat.MinimallyQualifiedFormat
        .WithParameterOptions(SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeDefaultValue | SymbolDisplayParameterOptions.IncludeParamsRefOut)
        .WithKindOptions(SymbolDisplayKindOptions.IncludeTypeKeyword | SymbolDisplayKindOptions.IncludeNamespaceKeyword);

    /// <summary>A symbol's text.</summary>
    /// <param name="symbol">The symbol.</param>
    /// <param name="overloads">How many others there are of its name.</param>
    /// <param name="value">The value of a variable, or null.</param>
    public static SymbolText Of(ISymbol symbol, int overloads, string? value)
    {
        string signature = symbol.ToDisplayString(Format);
        if (overloads > 0) signature += $"  (+ {overloads} more)";
        var plain = new StringBuilder(signature);
        var markdown = new StringBuilder($"```csharp\n{signature}\n```\n");
        if (value is not null)
        {
            plain.Append("\n= ").Append(value);
            markdown.Append($"```\n{value}\n```\n");
        }

        foreach ((string heading, string text) in Documentation(symbol))
        {
            plain.Append("\n\n").Append(heading.Length == 0 ? "" : heading + ": ").Append(text);
            markdown.Append('\n').Append(heading.Length == 0 ? "" : $"*{heading}* ").Append(text).Append('\n');
        }

        return new SymbolText(plain.ToString(), markdown.ToString());
    }

    private static IEnumerable<(string Heading, string Text)> Documentation(ISymbol symbol)
    {
        string? xml = symbol.GetDocumentationCommentXml(expandIncludes: true);
        if (string.IsNullOrEmpty(xml) && symbol is IMethodSymbol { MethodKind: MethodKind.Constructor }) xml = symbol.ContainingType.GetDocumentationCommentXml();
        if (string.IsNullOrEmpty(xml)) yield break;
        var root = XElement.Parse(xml, LoadOptions.PreserveWhitespace);
        foreach (XElement part in root.Elements())
        {
            string text = Text(part).Trim();
            if (text.Length == 0) continue;
            string heading = part.Name.LocalName switch
            {
                "summary" or "remarks" => "",
                "param" or "typeparam" => part.Attribute("name")?.Value ?? "",
                "returns" => "Returns",
                "exception" => "Throws " + Name(part.Attribute("cref")?.Value),
                string other => other,
            };
            yield return (heading, text);
        }
    }

    private static string Text(XElement element)
    {
        var text = new StringBuilder();
        foreach (XNode node in element.Nodes())
        {
            switch (node)
            {
                case XText words: text.Append(Squeeze(words.Value)); break;
                case XElement { Name.LocalName: "see" or "seealso" } link: text.Append(link.Value.Length > 0 ? link.Value : Name(link.Attribute("cref")?.Value ?? link.Attribute("langword")?.Value)); break;
                case XElement { Name.LocalName: "paramref" or "typeparamref" } name: text.Append(name.Attribute("name")?.Value); break;
                case XElement { Name.LocalName: "para" } paragraph: text.Append("\n\n").Append(Text(paragraph).Trim()); break;
                case XElement inner: text.Append(Text(inner)); break;
            }
        }

        return text.ToString();
    }

    private static string Squeeze(string words) => System.Text.RegularExpressions.Regex.Replace(words, @"\s+", " ");

    private static string Name(string? id)
    {
        if (id is null) return "";
        string bare = id.Length > 2 && id[1] == ':' ? id[2..] : id;
        int parameters = bare.IndexOf('(');
        if (parameters > 0) bare = bare[..parameters];
        return bare[(bare.LastIndexOf('.') + 1)..];
    }
}
