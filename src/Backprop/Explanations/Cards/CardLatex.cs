using System.Text;

namespace Backprop.Explanations.Cards;

/// <summary>
/// A card as a LaTeX document: amsmath, geometry and longtable, which every TeX has. Long tables go on on the next page; the paper is as wide as the widest line needs,
/// because formulas and numbers that are broken cannot be read.
/// </summary>
internal static class CardLatex
{
    /// <summary>In points: A4, the widest paper of PDF, the margins on both sides, about one letter, and the space between columns.</summary>
    private const double LeastWidth = 597, MostWidth = 14400, Margins = 144, Letter = 5.6, ColumnGap = 12;

    public static string Write(Card card)
    {
        var text = new StringBuilder();
        text.Append("\\documentclass{article}\n\\usepackage{amsmath,longtable}\n\\usepackage[paperwidth=").Append((int)Width(card)).Append("pt,margin=72pt]{geometry}\n\\allowdisplaybreaks\n\\setlength{\\parindent}{0pt}\n\\begin{document}\n");
        text.Append("\\section*{").Append(LatexFormula.Text(card.Title)).Append("}\n");
        foreach (CardPart part in card.Parts)
        {
            switch (part)
            {
                case CardHeading heading: text.Append("\\subsection*{").Append(LatexFormula.Text(heading.Text)).Append("}\n"); break;
                case CardSentence sentence: text.Append(LatexFormula.Text(sentence.Text)).Append("\n\n"); break;
                case CardEquation equation: text.Append("\\[\n").Append(LatexFormula.Equation(equation)).Append("\n\\]\n"); break;
                case CardTable table:
                    text.Append("\\begin{longtable}{").Append('l', table.Columns.Count).Append("}\n");
                    text.AppendJoin(" & ", table.Columns.Select(LatexFormula.Text)).Append(" \\\\ \\hline\\endhead\n");
                    foreach (IReadOnlyList<string> row in table.Rows) text.AppendJoin(" & ", row.Select(LatexFormula.Text)).Append(" \\\\\n");
                    text.Append("\\end{longtable}\n");
                    break;
            }
        }

        return text.Append("\\end{document}\n").ToString();
    }

    private static double Width(Card card) => Math.Clamp(Margins + card.Parts.Select(part => part switch
    {
        CardTable table => Enumerable.Range(0, table.Columns.Count).Sum(column => (table.Rows.Append(table.Columns).Max(row => row[column].Length) * Letter) + ColumnGap),
        CardEquation equation => (equation.Left.ToString().Length + equation.Right.Max(line => line.ToString().Length)) * Letter,
        _ => 0,
    }).DefaultIfEmpty(0).Max(), LeastWidth, MostWidth);
}
