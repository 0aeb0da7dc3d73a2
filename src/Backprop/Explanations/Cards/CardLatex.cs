using System.Text;

namespace Backprop.Explanations.Cards;

/// <summary>A card as a LaTeX document: amsmath and nothing else, so that it compiles wherever there is a TeX.</summary>
internal static class CardLatex
{
    public static string Write(Card card)
    {
        var text = new StringBuilder();
        text.Append("\\documentclass{article}\n\\usepackage{amsmath}\n\\allowdisplaybreaks\n\\setlength{\\parindent}{0pt}\n\\begin{document}\n");
        text.Append("\\section*{").Append(LatexFormula.Text(card.Title)).Append("}\n");
        foreach (CardPart part in card.Parts)
        {
            switch (part)
            {
                case CardHeading heading: text.Append("\\subsection*{").Append(LatexFormula.Text(heading.Text)).Append("}\n"); break;
                case CardSentence sentence: text.Append(LatexFormula.Text(sentence.Text)).Append("\n\n"); break;
                case CardEquation equation: text.Append("\\[\n").Append(LatexFormula.Equation(equation)).Append("\n\\]\n"); break;
                case CardTable table:
                    text.Append("\\begin{center}\n\\begin{tabular}{").Append('l', table.Columns.Count).Append("}\n");
                    text.AppendJoin(" & ", table.Columns.Select(LatexFormula.Text)).Append(" \\\\ \\hline\n");
                    foreach (IReadOnlyList<string> row in table.Rows) text.AppendJoin(" & ", row.Select(LatexFormula.Text)).Append(" \\\\\n");
                    text.Append("\\end{tabular}\n\\end{center}\n");
                    break;
            }
        }

        return text.Append("\\end{document}\n").ToString();
    }
}
