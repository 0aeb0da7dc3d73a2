using System.Globalization;
using System.Runtime.CompilerServices;
using Backprop.Testing;

namespace Backprop.Tests.House;

/// <summary>
/// Programs that stand in a document and here, apart from their using lines: each test runs one, then looks for it, and for what it printed, in the document.
/// </summary>
/// <param name="document">The document's path in the repository.</param>
public abstract class DocumentPrograms(string document) : IDisposable
{
    /// <summary>Where the programs print.</summary>
    protected StringWriter Printed { get; } = new(CultureInfo.InvariantCulture);

    /// <summary>Releases the text.</summary>
    public void Dispose()
    {
        Printed.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Looks for the program of a test, and what it printed, in the document.</summary>
    protected void MustStandInDocument([CallerMemberName] string test = "", [CallerFilePath] string file = "")
    {
        string[] source = Lines(Repository.At($"tests/Backprop.Tests/House/{Path.GetFileName(file)}"));
        int start = Array.IndexOf(source, "StringWriter Console = Printed;", Array.IndexOf(source, $"public void {test}()")) + 1;
        string program = Joined(source.Skip(start).TakeWhile(line => line != "MustStandInDocument();"));
        string text = Joined(Lines(Repository.At(document)).Where(line => !line.StartsWith("using ", StringComparison.Ordinal)));
        string printed = Joined(Printed.ToString().Split('\n').Select(line => line.Trim()));
        Assert.Contains(printed.Length == 0 ? $"{program}\n```" : $"{program}\n```\n```text\n{printed}\n```", text, StringComparison.Ordinal);
    }

    private static string[] Lines(string path) => [.. File.ReadLines(path).Select(line => line.Trim())];

    // Indentation and empty lines do not count.
    private static string Joined(IEnumerable<string> lines) => string.Join('\n', lines.Where(line => line.Length > 0));
}
