using System.Text;
using Backprop.Graphs;

namespace Backprop.Explanations.Cards;

/// <summary>Formulas in LaTeX, with the commands of amsmath only.</summary>
internal static class LatexFormula
{
    private static readonly Dictionary<string, string> s_functions = new()
    {
        ["exp"] = "\\exp", ["log"] = "\\ln", ["ln"] = "\\ln", ["sin"] = "\\sin", ["cos"] = "\\cos", ["tan"] = "\\tan", ["sinh"] = "\\sinh", ["cosh"] = "\\cosh", ["tanh"] = "\\tanh",
        ["asin"] = "\\arcsin", ["acos"] = "\\arccos", ["atan"] = "\\arctan", ["max"] = "\\max", ["min"] = "\\min", ["σ"] = "\\sigma",
    };

    private const int Widest = 80;

    /// <summary>Letters that every LaTeX sets.</summary>
    private const string Accented = "ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿßæÆøØ";

    private static readonly Dictionary<char, string> s_signs = new()
    {
        ['·'] = "\\cdot ", ['≤'] = "\\le ", ['≥'] = "\\ge ", ['≠'] = "\\ne ", ['∧'] = "\\land ", ['∨'] = "\\lor ", ['∂'] = "\\partial ", ['σ'] = "\\sigma ", ['δ'] = "\\delta ", ['η'] = "\\eta ",
        ['β'] = "\\beta ", ['ε'] = "\\varepsilon ", ['θ'] = "\\theta ", ['Σ'] = "\\Sigma ", ['√'] = "\\surd ", ['←'] = "\\leftarrow ", ['→'] = "\\rightarrow ", ['−'] = "-", ['½'] = "\\tfrac12 ",
        ['′'] = "'", ['…'] = "\\dots ", ['×'] = "\\times ", ['²'] = "^{2}", ['ᵀ'] = "^{\\top}", ['ŷ'] = "\\hat{y}", ['∞'] = "\\infty ", ['—'] = "\\text{---}", ['–'] = "\\text{--}", ['̇'] = "\\dot{}", ['α'] = "\\alpha ", ['μ'] = "\\mu ",
        ['≈'] = "\\approx ", ['‖'] = "\\|", ['∈'] = "\\in ",
    };

    /// <summary>The lines of an equation below each other, with their equals signs aligned.</summary>
    public static string Equation(CardEquation equation)
    {
        var text = new StringBuilder("\\begin{aligned}\n").Append(Write(equation.Left));
        for (int i = 0; i < equation.Right.Count; i++) text.Append(i == 0 ? " &= " : " \\\\\n &= ").Append(Line(equation.Right[i]));
        return text.Append("\n\\end{aligned}").ToString();
    }

    /// <summary>A sum that is too long for a page has a line for each of its terms.</summary>
    private static string Line(Formula formula)
    {
        IReadOnlyList<(bool IsMinus, Formula Term)> terms = formula.ToString().Length <= Widest ? [] : formula.Terms();
        if (terms.Count < 2) return Write(formula);
        var text = new StringBuilder();
        for (int i = 0; i < terms.Count; i++)
        {
            string term = terms[i].IsMinus ? Inner(terms[i].Term, Formula.ProductBinding) : Write(terms[i].Term);
            bool isMinus = terms[i].IsMinus || (i > 0 && term.StartsWith('-'));
            if (isMinus && !terms[i].IsMinus) term = term[1..];
            text.Append(i == 0 ? "" : $" \\\\\n &\\quad {(isMinus ? '-' : '+')} ").Append(terms[i].IsMinus && term.StartsWith('-') ? $"\\left({term}\\right)" : term);
        }

        return text.ToString();
    }

    public static string Write(Formula formula) => formula.Kind switch
    {
        FormulaKind.Indexed => $"{Name(formula.Sign)}{(formula.Upper.Length == 0 ? "" : $"^{{{Name(formula.Upper)}}}")}{(formula.Lower.Length == 0 ? "" : $"_{{{Name(formula.Lower)}}}")}",
        FormulaKind.Call when formula.Sign == "sqrt" && formula.Parts.Length == 1 => $"\\sqrt{{{Write(formula.Parts[0])}}}",
        FormulaKind.Call when formula.Sign == "abs" && formula.Parts.Length == 1 => $"\\left|{Write(formula.Parts[0])}\\right|",
        FormulaKind.Call => $"{(s_functions.TryGetValue(formula.Sign, out string? known) ? known : $"\\operatorname{{{Letters(formula.Sign)}}}")}\\left({string.Join(", ", formula.Parts.Select(Write))}\\right)",
        FormulaKind.Partial => $"\\frac{{\\partial {Write(formula.Parts[0])}}}{{\\partial {Write(formula.Parts[1])}}}",
        FormulaKind.Prefix => formula.Sign + Inner(formula.Parts[0], Formula.ProductBinding),
        FormulaKind.Postfix when formula.Sign is "²" or "ᵀ" => $"{{{Inner(formula.Parts[0], Formula.AtomBinding)}}}{s_signs[formula.Sign[0]]}",
        FormulaKind.Postfix => $"{{{Inner(formula.Parts[0], formula.Binding)}}}{Name(formula.Sign)}",
        FormulaKind.Infix when formula.Sign == "/" => $"\\frac{{{Write(formula.Parts[0])}}}{{{Write(formula.Parts[1])}}}",
        FormulaKind.Infix when formula.Sign == "^" => $"{{{Inner(formula.Parts[0], Formula.AtomBinding)}}}^{{{Write(formula.Parts[1])}}}",
        FormulaKind.Infix => Infix(formula),
        _ => Name(formula.Sign),
    };

    /// <summary>Text outside of formulas.</summary>
    public static string Text(string text)
    {
        var safe = new StringBuilder();
        foreach (char letter in text)
        {
            safe.Append(letter switch
            {
                '\\' => "\\textbackslash{}",
                '{' or '}' or '_' or '&' or '%' or '$' or '#' => $"\\{letter}",
                '^' => "\\textasciicircum{}",
                '~' => "\\textasciitilde{}",
                '<' or '>' => $"${letter}$",
                _ when s_signs.TryGetValue(letter, out string? sign) => $"${(sign.StartsWith('^') ? "{}" : "")}{sign.Trim()}$",
                _ when char.IsControl(letter) => " ",
                _ => Letter(letter),
            });
        }

        return safe.ToString();
    }

    private static string Infix(Formula formula)
    {
        string left = Inner(formula.Parts[0], formula.LeftBinding), right = Inner(formula.Parts[1], formula.RightBinding), sign = formula.Sign.Trim();
        if (right.StartsWith('-'))
        {
            if (sign == "+") return $"{left} - {right[1..]}";
            right = $"\\left({right}\\right)";
        }

        return sign == "@" ? $"{left}\\,{right}" : $"{left} {string.Concat(sign.Select(letter => s_signs.GetValueOrDefault(letter, letter.ToString())))} {right}";
    }

    private static string Inner(Formula part, int binding) => part.Binding < binding && (binding > Formula.PrefixBinding || part is not { Kind: FormulaKind.Infix, Sign: "/" }) ? $"\\left({Write(part)}\\right)" : Write(part);

    /// <summary>A name in a formula: a single letter is set as one, a word upright, a number as it stands.</summary>
    private static string Name(string name)
    {
        if (name.Length == 0) return "";
        if (char.IsAsciiDigit(name[0]) || name[0] is '-' or '.' || name.All(letter => char.IsAsciiDigit(letter) || letter is ',')) return Number(name);
        return name.Length == 1 ? Math(name[0]) : s_signs.ContainsKey(name[0]) && name.Length == 2 ? Math(name[0]) + Math(name[1]) : $"\\mathrm{{{Letters(name)}}}";
    }

    private static string Number(string number)
    {
        int exponent = number.StartsWith("0x", StringComparison.Ordinal) || number.StartsWith("-0x", StringComparison.Ordinal) ? -1 : number.IndexOf('E', StringComparison.Ordinal);
        return exponent > 0 && int.TryParse(number[(exponent + 1)..], out int power) ? $"{number[..exponent]}\\cdot 10^{{{power}}}" : Letters(number);
    }

    private static string Letters(string name) => string.Concat(name.Select(Math));

    private static string Math(char letter) => letter switch
    {
        '_' or '&' or '%' or '$' or '#' or '{' or '}' => $"\\{letter}",
        '\\' => "\\backslash ",
        '^' => "\\hat{}",
        '~' => "\\sim ",
        '/' => "/",
        ' ' => "\\ ",
        _ when s_signs.TryGetValue(letter, out string? sign) => sign.StartsWith('^') ? "{}" + sign : sign,
        _ when char.IsControl(letter) => " ",
        _ when char.IsAscii(letter) => letter.ToString(),
        _ => $"\\text{{{Letter(letter)}}}",
    };

    /// <summary>A letter that an old TeX may not know is written by its number.</summary>
    private static string Letter(char letter) => char.IsAscii(letter) || Accented.Contains(letter) ? letter.ToString() : $"[U+{(int)letter:X4}]";
}
