using System.Globalization;
using System.Xml;
using Microsoft.CodeAnalysis;

namespace Backprop.Jupyter.Cells;

/// <summary>The documentation that a build writes beside an assembly; read when it is first asked for.</summary>
/// <param name="path">The XML file, which need not exist.</param>
internal sealed class XmlDocuments(string path) : DocumentationProvider
{
    private readonly Lazy<Dictionary<string, string>> _members = new(() => Read(path));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(path);

    /// <inheritdoc/>
    protected override string GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default) =>
        _members.Value.GetValueOrDefault(documentationMemberID) ?? "";

    private static Dictionary<string, string> Read(string path)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!File.Exists(path)) return members;
        using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        while (!reader.EOF)
        {
            if (reader.NodeType == XmlNodeType.Element && reader.Name == "member" && reader.GetAttribute("name") is { } name) members[name] = reader.ReadOuterXml();
            else reader.Read();
        }

        return members;
    }
}
