using System.Security;
using System.Text;
using Backprop.Graphs;

namespace Backprop.Explanations.Cards;

/// <summary>Formulas in MathML Core.</summary>
internal static class MathMlFormula
{
    /// <summary>The lines of an equation as a table of three columns: left, the equals sign, right.</summary>
    public static string Equation(CardEquation equation)
    {
        var xml = new StringBuilder("<math xmlns=\"http://www.w3.org/1998/Math/MathML\" display=\"block\"><mtable columnalign=\"right center left\">");
        for (int i = 0; i < equation.Right.Count; i++)
        {
            xml.Append("<mtr><mtd>").Append(i == 0 ? Write(equation.Left) : "").Append("</mtd><mtd><mo>=</mo></mtd><mtd>").Append(Write(equation.Right[i])).Append("</mtd></mtr>");
        }

        return xml.Append("</mtable></math>").ToString();
    }

    public static string Write(Formula formula) => formula.Kind switch
    {
        FormulaKind.Indexed when formula.Upper.Length > 0 && formula.Lower.Length > 0 => $"<msubsup>{Name(formula.Sign)}{Name(formula.Lower)}{Name(formula.Upper)}</msubsup>",
        FormulaKind.Indexed when formula.Lower.Length > 0 => $"<msub>{Name(formula.Sign)}{Name(formula.Lower)}</msub>",
        FormulaKind.Indexed when formula.Upper.Length > 0 => $"<msup>{Name(formula.Sign)}{Name(formula.Upper)}</msup>",
        FormulaKind.Indexed => Name(formula.Sign),
        FormulaKind.Call when formula.Sign == "sqrt" && formula.Parts.Length == 1 => $"<msqrt>{Write(formula.Parts[0])}</msqrt>",
        FormulaKind.Call when formula.Sign == "abs" && formula.Parts.Length == 1 => $"<mrow><mo>|</mo>{Write(formula.Parts[0])}<mo>|</mo></mrow>",
        FormulaKind.Call => $"<mrow>{Name(formula.Sign)}<mo>&#x2061;</mo><mrow><mo>(</mo>{string.Join("<mo>,</mo>", formula.Parts.Select(Write))}<mo>)</mo></mrow></mrow>",
        FormulaKind.Partial => $"<mfrac><mrow><mo>∂</mo>{Write(formula.Parts[0])}</mrow><mrow><mo>∂</mo>{Write(formula.Parts[1])}</mrow></mfrac>",
        FormulaKind.Prefix => $"<mrow><mo>{Escape(formula.Sign)}</mo>{Inner(formula.Parts[0], Formula.ProductBinding)}</mrow>",
        FormulaKind.Postfix when formula.Sign is "²" => $"<msup>{Inner(formula.Parts[0], Formula.AtomBinding)}<mn>2</mn></msup>",
        FormulaKind.Postfix when formula.Sign is "ᵀ" => $"<msup>{Inner(formula.Parts[0], Formula.AtomBinding)}<mo>⊤</mo></msup>",
        FormulaKind.Postfix => $"<mrow>{Inner(formula.Parts[0], formula.Binding)}<mtext>{Escape(formula.Sign)}</mtext></mrow>",
        FormulaKind.Infix when formula.Sign == "/" => $"<mfrac>{Row(Write(formula.Parts[0]))}{Row(Write(formula.Parts[1]))}</mfrac>",
        FormulaKind.Infix when formula.Sign == "^" => $"<msup>{Inner(formula.Parts[0], Formula.AtomBinding)}{Row(Write(formula.Parts[1]))}</msup>",
        FormulaKind.Infix => Infix(formula),
        _ => Name(formula.Sign),
    };

    /// <summary>Text between tags: marks escaped, and what XML does not allow left out.</summary>
    public static string Escape(string text) => SecurityElement.Escape(string.Concat(text.Select(letter => char.IsControl(letter) || char.IsSurrogate(letter) || letter is '\uFFFE' or '\uFFFF' ? ' ' : letter)));

    private static string Infix(Formula formula)
    {
        string left = Inner(formula.Parts[0], formula.LeftBinding), right = Inner(formula.Parts[1], formula.RightBinding), sign = formula.Sign.Trim();
        if (formula.Parts[1].ToString().StartsWith('-') && !right.StartsWith("<mrow><mo>(", StringComparison.Ordinal)) right = Parentheses(right);
        return $"<mrow>{left}<mo>{(sign == "@" ? "&#x2062;" : Escape(sign))}</mo>{right}</mrow>";
    }

    private static string Inner(Formula part, int binding) => part.Binding < binding && (binding > Formula.PrefixBinding || part is not { Kind: FormulaKind.Infix, Sign: "/" }) ? Parentheses(Write(part)) : Row(Write(part));

    private static string Parentheses(string content) => $"<mrow><mo>(</mo>{content}<mo>)</mo></mrow>";

    private static string Row(string content) => $"<mrow>{content}</mrow>";

    private static string Name(string name) => name.Length == 0 ? "<mrow></mrow>"
        : char.IsAsciiDigit(name[0]) || (name.Length > 1 && name[0] is '-' or '.' && char.IsAsciiDigit(name[1])) ? Number(name)
        : name.Length == 1 ? $"<mi>{Escape(name)}</mi>" : $"<mi mathvariant=\"normal\">{Escape(name)}</mi>";

    private static string Number(string number)
    {
        if (number.StartsWith('-')) return $"<mrow><mo>-</mo>{Number(number[1..])}</mrow>";
        int exponent = number.StartsWith("0x", StringComparison.Ordinal) ? -1 : number.IndexOf('E', StringComparison.Ordinal);
        return exponent > 0 && int.TryParse(number[(exponent + 1)..], out int power)
            ? $"<mrow><mn>{Escape(number[..exponent])}</mn><mo>·</mo><msup><mn>10</mn><mn>{power}</mn></msup></mrow>" : $"<mn>{Escape(number)}</mn>";
    }
}
