using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Backprop.Jupyter.Cells;

/// <summary>Whether a text is a whole cell.</summary>
internal static class Completeness
{
    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Latest, kind: SourceCodeKind.Script);

    /// <summary>What a text is.</summary>
    internal enum Verdict
    {
        /// <summary>It can run.</summary>
        Complete,

        /// <summary>Something is missing at its end.</summary>
        Incomplete,

        /// <summary>More lines would not mend it.</summary>
        Invalid,
    }

    /// <summary>The verdict on a text.</summary>
    public static Verdict Of(string text)
    {
        string code = CellText.Read(text).Code;
        SyntaxTree tree = CSharpSyntaxTree.ParseText(code, s_options);
        if (!SyntaxFactory.IsCompleteSubmission(tree)) return Verdict.Incomplete;
        return tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) ? Verdict.Invalid : Verdict.Complete;
    }
}
