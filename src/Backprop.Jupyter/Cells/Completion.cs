using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Backprop.Jupyter.Cells;

/// <summary>What could stand at a place.</summary>
/// <param name="Start">Where the word begins that it would replace.</param>
/// <param name="Items">In alphabetical order.</param>
internal sealed record CompletionList(int Start, IReadOnlyList<CompletionItem> Items);

/// <summary>A word that could stand at a place.</summary>
/// <param name="Text">The word.</param>
/// <param name="Kind">What it is: class, method, property, …</param>
/// <param name="Signature">Its declaration, with how many others there are of that name.</param>
internal sealed record CompletionItem(string Text, string Kind, string Signature);

/// <summary>Finds what could stand at the cursor, from what the compiler knows of the text and of the cells before it.</summary>
internal static class Completion
{
    private static readonly string[] s_keywords = [.. SyntaxFacts.GetKeywordKinds().Where(kind => SyntaxFacts.IsReservedKeyword(kind) || kind is SyntaxKind.VarKeyword or SyntaxKind.AwaitKeyword or SyntaxKind.AsyncKeyword).Select(SyntaxFacts.GetText).Where(text => text.Length > 0 && char.IsLower(text[0]))];

    /// <summary>The list.</summary>
    public static CompletionList At(CellSession session, string text, int cursor)
    {
        string code = CellText.Read(text.ReplaceLineEndings("\n")).Code;
        // What the kernel itself reads is blanked out, which moves the rest.
        if (code.Length != text.Length) code = text;
        int start = cursor;
        while (start > 0 && SyntaxFacts.IsIdentifierPartCharacter(code[start - 1])) start--;
        string word = code[start..cursor];
        Compilation compilation = session.Compile(code);
        SyntaxTree tree = compilation.SyntaxTrees.Single();
        SemanticModel model = compilation.GetSemanticModel(tree);
        SyntaxToken token = tree.GetRoot().FindToken(Math.Max(0, start - 1));
        if (tree.GetRoot().FindTrivia(Math.Max(0, cursor - 1)).Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia) return new CompletionList(cursor, []);
        if (token.Kind() is SyntaxKind.StringLiteralToken && token.Span.Contains(cursor - 1)) return new CompletionList(cursor, []);
        bool isMember = start > 0 && token.IsKind(SyntaxKind.DotToken);
        IEnumerable<CompletionItem> items = Items(isMember ? Members(model, token, start) : model.LookupSymbols(start), model, start);
        if (!isMember) items = items.Concat(ArgumentNames(model, token)).Concat(s_keywords.Select(keyword => new CompletionItem(keyword, "keyword", keyword)));
        return new CompletionList(start, [.. items.Where(item => item.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase)).DistinctBy(item => item.Text).OrderBy(item => item.Text, StringComparer.OrdinalIgnoreCase)]);
    }

    private static IEnumerable<ISymbol> Members(SemanticModel model, SyntaxToken dot, int at)
    {
        SyntaxNode? left = dot.Parent switch
        {
            MemberAccessExpressionSyntax access => access.Expression,
            QualifiedNameSyntax name => name.Left,
            MemberBindingExpressionSyntax => (dot.Parent.FirstAncestorOrSelf<ConditionalAccessExpressionSyntax>())?.Expression,
            _ => null,
        };
        if (left is null) return [];
        ISymbol? symbol = model.GetSymbolInfo(left).Symbol;
        if (symbol is INamespaceOrTypeSymbol container) return model.LookupSymbols(at, container).Where(member => container is INamespaceSymbol || member.IsStatic || member is ITypeSymbol);
        ITypeSymbol? type = model.GetTypeInfo(left).Type;
        return type is null or IErrorTypeSymbol ? [] : model.LookupSymbols(at, type, includeReducedExtensionMethods: true).Where(member => !member.IsStatic && member is not ITypeSymbol);
    }

    private static IEnumerable<CompletionItem> Items(IEnumerable<ISymbol> symbols, SemanticModel model, int at) =>
        from symbol in symbols
        where symbol.CanBeReferencedByName && symbol.DeclaredAccessibility is Accessibility.Public or Accessibility.NotApplicable or Accessibility.Private or Accessibility.Internal
        where !IsHidden(symbol)
        group symbol by symbol.Name into overloads
        let first = overloads.First()
        let others = overloads.Count() - 1
        select new CompletionItem(first.Name, Kind(first), first.ToMinimalDisplayString(model, at, SymbolText.Format) + (others == 0 ? "" : $"  (+ {others} more)"));

    // The names of parameters, where an argument begins: learningRate: 0.1.
    private static IEnumerable<CompletionItem> ArgumentNames(SemanticModel model, SyntaxToken token)
    {
        if (!token.IsKind(SyntaxKind.OpenParenToken) && !token.IsKind(SyntaxKind.CommaToken)) yield break;
        if (token.Parent is not BaseArgumentListSyntax { Parent: { } call }) yield break;
        SymbolInfo info = model.GetSymbolInfo(call);
        foreach (IMethodSymbol method in info.CandidateSymbols.Append(info.Symbol).OfType<IMethodSymbol>())
        {
            foreach (IParameterSymbol parameter in method.Parameters) yield return new CompletionItem(parameter.Name + ":", "param", parameter.ToDisplayString(SymbolText.Format));
        }
    }

    private static bool IsHidden(ISymbol symbol) => symbol.IsImplicitlyDeclared || symbol.Name.StartsWith('<')
        || symbol.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "EditorBrowsableAttribute" && attribute.ConstructorArguments is [{ Value: 1 }])
        || symbol is INamedTypeSymbol { ContainingAssembly.Name: "System.Private.CoreLib", DeclaredAccessibility: Accessibility.Internal };

    private static string Kind(ISymbol symbol) => symbol switch
    {
        INamespaceSymbol => "module",
        INamedTypeSymbol { TypeKind: TypeKind.Interface } => "interface",
        INamedTypeSymbol { TypeKind: TypeKind.Enum } => "enum",
        INamedTypeSymbol { TypeKind: TypeKind.Struct } => "struct",
        INamedTypeSymbol => "class",
        IMethodSymbol => "function",
        IPropertySymbol => "property",
        IFieldSymbol { ContainingType.IsScriptClass: true } or ILocalSymbol => "instance",
        IEventSymbol => "event",
        IParameterSymbol => "param",
        _ => "field",
    };
}
