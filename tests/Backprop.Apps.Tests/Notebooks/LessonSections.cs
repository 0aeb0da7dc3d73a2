using System.Text.RegularExpressions;
using Backprop.Testing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Backprop.Apps.Tests.Notebooks;

/// <summary>
/// A lesson cut into cells at its headings. What it says becomes text, what it computes stays code, letter for letter;
/// a table or a model is shown instead of printed, and a run's losses are drawn.
/// </summary>
internal sealed partial class LessonSections
{
    private readonly Dictionary<int, List<NotebookCell>> _sections = [];
    private readonly List<MethodDeclarationSyntax> _helpers;
    private readonly HashSet<string> _shown = [];
    private readonly string _opening;

    private LessonSections(CompilationUnitSyntax unit)
    {
        ClassDeclarationSyntax lesson = unit.Members.OfType<ClassDeclarationSyntax>().Single();
        MethodDeclarationSyntax write = lesson.Members.OfType<MethodDeclarationSyntax>().Single(method => method.Identifier.Text == "Write");
        _helpers = [.. lesson.Members.OfType<MethodDeclarationSyntax>().Where(method => method.Identifier.Text is not ("Write" or "Main" or "Keep"))];
        _opening = Opening(unit);
        int section = 0;
        var code = new List<string>();
        bool isMidSentence = false;
        foreach (StatementSyntax statement in write.Body!.Statements)
        {
            if (Literal(statement, "Heading") is { } heading)
            {
                EndCode();
                section = int.Parse(heading.Split('.')[0], System.Globalization.CultureInfo.InvariantCulture);
                _sections[section] = [new NotebookCell(false, "## " + heading)];
            }
            else if (Literal(statement, "Write") is { } text && !(isMidSentence && char.IsLower(text[0])))
            {
                EndCode();
                List<NotebookCell> cells = _sections[section];
                // What is said in a row is one paragraph.
                if (cells[^1].IsCode) cells.Add(new NotebookCell(false, text));
                else cells[^1] = cells[^1] with { Text = cells[^1].Text + (cells[^1].Text.StartsWith("## ", StringComparison.Ordinal) && !cells[^1].Text.Contains('\n') ? "\n\n" : "\n") + text.Trim() };
            }
            else if (Code(statement) is { } kept)
            {
                code.Add(kept);
            }

            // A sentence with numbers in it may go on in the next line.
            isMidSentence = PageCall(statement) is not null && Literal(statement, "Write") is null;
        }

        EndCode();

        void EndCode()
        {
            string text = string.Join('\n', code).Trim('\n');
            code.Clear();
            if (text.Length == 0) return;
            foreach (MethodDeclarationSyntax helper in Helpers(text)) _sections[section].Add(new NotebookCell(true, Member(helper)));
            _sections[section].Add(new NotebookCell(true, text));
        }
    }

    /// <summary>Reads lessons/NAME.cs.</summary>
    public static LessonSections Read(string name) =>
        new(CSharpSyntaxTree.ParseText(File.ReadAllText(Repository.At($"lessons/{name}.cs")), new CSharpParseOptions(LanguageVersion.Preview).WithFeatures([new("FileBasedProgram", "true")])).GetCompilationUnitRoot());

    /// <summary>The first cell: what the lesson uses, and the page that it writes on.</summary>
    public IEnumerable<NotebookCell> Opening() => [new NotebookCell(true, _opening)];

    /// <summary>The cells of a section, counted as its heading is.</summary>
    public IEnumerable<NotebookCell> Cells(int section) => _sections[section];

    private static string Opening(CompilationUnitSyntax unit)
    {
        var lines = new List<string>();
        foreach (UsingDirectiveSyntax directive in unit.Usings.Where(directive => !Jupyter.Imports.Contains(directive.ToString()))) lines.Add(directive.ToString());
        // Names that Backprop.ByHand and the kernel's own imports share mean those of the lesson.
        string lesson = unit.Members.ToString();
        if (unit.Usings.Any(directive => directive.ToString() == "using Backprop.ByHand;")) lines.AddRange(Jupyter.Shared.Where(name => Regex.IsMatch(lesson, $@"\b{name}\b")).Select(name => $"using {name} = Backprop.ByHand.{name};"));
        lines.Add("");
        lines.Add("var page = new Page(Console.Out) { EveryEpoch = 25 };");
        return string.Join('\n', lines);
    }

    // Each helper once, before its first use; those that it calls before it.
    private IEnumerable<MethodDeclarationSyntax> Helpers(string code)
    {
        foreach (MethodDeclarationSyntax helper in _helpers)
        {
            if (!Regex.IsMatch(code, $@"\b{helper.Identifier.Text}\(") || !_shown.Add(helper.Identifier.Text)) continue;
            foreach (MethodDeclarationSyntax inner in Helpers(Member(helper))) yield return inner;
            yield return helper;
        }
    }

    private static string Member(MethodDeclarationSyntax method)
    {
        string text = Unindent(method.ToFullString().Trim('\n'));
        return Lines(Summary().Replace(Modifiers().Replace(text, ""), "// $1"));
    }

    // Line by line, for what stands within a loop or a method.
    private static string Lines(string text) => string.Join('\n', text.Split('\n').Select(Line).Where(line => line is not null));

    private static string? Line(string line)
    {
        string bare = line.Trim();
        if (bare.StartsWith("Keep(page, ", StringComparison.Ordinal)) return null;
        if (!bare.StartsWith("page.", StringComparison.Ordinal) || !bare.EndsWith(");", StringComparison.Ordinal)) return line;
        return PageCode((ExpressionStatementSyntax)SyntaxFactory.ParseStatement(bare)) is { } kept ? Indent(line) + kept : null;
    }

    /// <summary>A statement as it stands in a notebook; null when a notebook has no use for it.</summary>
    private static string? Code(StatementSyntax statement) => Lines(Unindent(statement.ToFullString().Trim('\n'))) is { Length: > 0 } text ? text : null;

    private static string? PageCode(ExpressionStatementSyntax statement)
    {
        if (PageCall(statement) is not { } call) return statement.ToString();
        ArgumentSyntax? first = call.ArgumentList.Arguments.FirstOrDefault();
        return ((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.Text switch
        {
            "Write" when first is null => null,
            "Keep" => null,
            "KeepRun" => $"Display(Curve({call.ArgumentList.Arguments[1]}));",
            "Write" when first!.Expression is InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0, Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ToString" or "Summary" } shown } => $"Display({shown.Expression});",
            _ => statement.ToString(),
        };
    }

    private static string? Literal(StatementSyntax statement, string method) =>
        PageCall(statement) is { ArgumentList.Arguments: [{ Expression: LiteralExpressionSyntax literal }] } call && ((MemberAccessExpressionSyntax)call.Expression).Name.Identifier.Text == method ? literal.Token.ValueText : null;

    // page.Write(…), page.Numbers.Keep(…).
    private static InvocationExpressionSyntax? PageCall(StatementSyntax statement) =>
        statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax } call } && call.ToString().StartsWith("page.", StringComparison.Ordinal) ? call : null;

    private static string Unindent(string text)
    {
        string[] lines = text.Split('\n');
        int least = lines.Where(line => line.Trim().Length > 0).Min(line => Indent(line).Length);
        return string.Join('\n', lines.Select(line => line.Length < least ? line.Trim() : line[least..]));
    }

    private static string Indent(string line) => line[..(line.Length - line.TrimStart().Length)];

    [GeneratedRegex(@"^(private |internal |public )?static ", RegexOptions.Multiline)]
    private static partial Regex Modifiers();

    [GeneratedRegex(@"^/// <summary>(.*)</summary>$", RegexOptions.Multiline)]
    private static partial Regex Summary();

    /// <summary>What the kernel brings along.</summary>
    private static class Jupyter
    {
        public static IReadOnlyList<string> Imports => Backprop.Jupyter.Cells.References.Imports;

        public static IReadOnlyList<string> Shared { get; } = ["Activation", "Adam", "Layer", "Loss"];
    }
}
