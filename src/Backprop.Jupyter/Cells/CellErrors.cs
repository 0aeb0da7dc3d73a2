using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace Backprop.Jupyter.Cells;

/// <summary>Tells errors by the lines of the user's cells; frames within libraries and the kernel are left out.</summary>
internal sealed partial class CellErrors
{
    private const int MostFrames = 12;
    private const int MostDiagnostics = 10;

    private readonly Dictionary<string, (int Number, string[] Lines)> _cells = [];
    private string _current = "";

    /// <summary>Remembers a cell's lines, and returns the name under which the compiler keeps them.</summary>
    public string Register(int run, int number, string code)
    {
        _current = string.Create(CultureInfo.InvariantCulture, $"cell-{run}");
        _cells[_current] = (number, code.Split('\n'));
        return _current;
    }

    /// <summary>What the compiler does not understand.</summary>
    public CellError Of(IReadOnlyList<Diagnostic> diagnostics)
    {
        var lines = new List<string>();
        foreach (Diagnostic diagnostic in diagnostics.Take(MostDiagnostics))
        {
            FileLinePositionSpan span = diagnostic.Location.GetLineSpan();
            int line = span.StartLinePosition.Line;
            lines.Add($"Line {line + 1}: {diagnostic.GetMessage(CultureInfo.InvariantCulture)} ({diagnostic.Id})");
            if (!diagnostic.Location.IsInSource || Line(span.Path, line) is not { } text) continue;
            int indent = text.Length - text.TrimStart().Length;
            int length = span.EndLinePosition.Line == line ? Math.Max(1, span.EndLinePosition.Character - span.StartLinePosition.Character) : 1;
            lines.Add("    " + text.Trim());
            lines.Add("    " + new string(' ', Math.Max(0, span.StartLinePosition.Character - indent)) + new string('^', length));
        }

        if (diagnostics.Count > MostDiagnostics) lines.Add($"And {diagnostics.Count - MostDiagnostics} more.");
        return new CellError("CompilationError", lines[0], lines);
    }

    /// <summary>What a cell threw.</summary>
    public CellError Of(Exception thrown)
    {
        Exception exception = Innermost(thrown);
        string name = exception.GetType().Name, message = Message(exception);
        var lines = new List<string> { $"{name}: {message}" };
        for (Exception? inner = exception.InnerException; inner is not null; inner = inner.InnerException) lines.Add($"  because of {inner.GetType().Name}: {Message(inner)}");
        int frames = 0;
        foreach (StackFrame frame in Frames(thrown))
        {
            if (frame.GetFileName() is not { } file || !_cells.TryGetValue(file, out (int Number, string[] Lines) cell) || frame.GetFileLineNumber() is not (> 0 and int line)) continue;
            if (++frames > MostFrames) break;
            string place = file == _current ? $"line {line}" : $"cell {cell.Number}, line {line}";
            string inside = Function(frame.GetMethod()) is { } function ? $", in {function}" : "";
            lines.Add($"  {place}{inside}: {Line(file, line - 1)?.Trim()}");
        }

        if (frames > MostFrames) lines.Add("  …");
        return new CellError(name, message, lines);
    }

    // What a task or reflection wraps says nothing to the user.
    private static Exception Innermost(Exception thrown) =>
        thrown is AggregateException { InnerExceptions.Count: 1 } or TargetInvocationException or TypeInitializationException && thrown.InnerException is { } inner ? Innermost(inner) : thrown;

    // From where it was thrown out to the cell, through what wrapped it.
    private static IEnumerable<StackFrame> Frames(Exception? exception) =>
        exception is null ? [] : Frames(exception.InnerException).Concat(new StackTrace(exception, fNeedFileInfo: true).GetFrames());

    private static string Message(Exception exception)
    {
        string appended = exception is ArgumentException { ParamName: { } name } ? $" (Parameter '{name}')" : "";
        return appended.Length > 0 && exception.Message.EndsWith(appended, StringComparison.Ordinal) ? exception.Message[..^appended.Length] : exception.Message;
    }

    private string? Line(string file, int line) => _cells.TryGetValue(file, out (int Number, string[] Lines) cell) && line < cell.Lines.Length ? cell.Lines[line] : null;

    // The compiler's names: <Main>g__Local|0_1 for a local function, <F>d__3.MoveNext for an async method, <Initialize> for the cell itself.
    private static string? Function(MethodBase? method)
    {
        if (method is null) return null;
        string name = method.Name == "MoveNext" ? method.DeclaringType?.Name ?? "" : method.Name;
        if (GeneratedName().Match(name) is { Success: true } match)
        {
            if (match.Groups["local"] is { Length: > 0 } local) return local.Value;
            name = match.Groups["name"].Value;
        }

        return name is "" or "Initialize" or "Factory" || name.StartsWith('<') ? null : name == ".ctor" ? $"new {method.DeclaringType?.Name}" : name;
    }

    [GeneratedRegex(@"^<+(?<name>[^<>]*)>+(g__(?<local>[^|]+)\|)?")]
    private static partial Regex GeneratedName();
}
