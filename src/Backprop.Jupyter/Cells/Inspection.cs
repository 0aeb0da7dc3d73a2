using Backprop.Jupyter.Rendering;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Backprop.Jupyter.Cells;

/// <summary>Tells what stands at the cursor; within the brackets of a call, what is called.</summary>
internal static class Inspection
{
    private const int MostLetters = 2000;

    /// <summary>The symbol's text, or null when there is none.</summary>
    public static SymbolText? At(CellSession session, string text, int cursor)
    {
        Compilation compilation = session.Compile(text);
        SyntaxTree tree = compilation.SyntaxTrees.Single();
        SemanticModel model = compilation.GetSemanticModel(tree);
        SyntaxNode root = tree.GetRoot();
        SyntaxToken token = root.FindToken(Math.Clamp(cursor, 0, text.Length));
        // The cursor stands behind the word, or in front of it.
        if (!token.IsKind(SyntaxKind.IdentifierToken) && cursor > 0) token = root.FindToken(cursor - 1);
        for (SyntaxNode? node = token.Parent; node is not null; node = node.Parent)
        {
            SymbolInfo info = node switch
            {
                ArgumentListSyntax { Parent: { } call } => model.GetSymbolInfo(call),
                ExpressionSyntax expression => model.GetSymbolInfo(expression),
                _ => default,
            };
            ISymbol? symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault() ?? (node is VariableDeclaratorSyntax or BaseMethodDeclarationSyntax or BaseTypeDeclarationSyntax ? model.GetDeclaredSymbol(node) : null);
            if (symbol is null) continue;
            // The name of a type that is created stands for its constructor.
            if (node.Parent is ObjectCreationExpressionSyntax creation && creation.Type == node && model.GetSymbolInfo(creation) is { } created) symbol = created.Symbol ?? created.CandidateSymbols.FirstOrDefault() ?? symbol;
            int overloads = symbol is IMethodSymbol method ? method.ContainingType.GetMembers(method.Name).Length - 1 : 0;
            return SymbolText.Of(symbol, Math.Max(0, overloads), Value(session, symbol));
        }

        return null;
    }

    private static string? Value(CellSession session, ISymbol symbol)
    {
        if (symbol is not IFieldSymbol { ContainingType.IsScriptClass: true }) return null;
        Microsoft.CodeAnalysis.Scripting.ScriptVariable? variable = session.Variables.LastOrDefault(variable => variable.Name == symbol.Name);
        if (variable is null) return null;
        string text = PlainText.Of(variable.Value);
        return text.Length <= MostLetters ? text : text[..MostLetters] + "…";
    }
}
