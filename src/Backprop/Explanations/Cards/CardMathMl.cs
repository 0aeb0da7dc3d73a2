using System.Text;

namespace Backprop.Explanations.Cards;

/// <summary>A card as a piece of HTML: an article with headings, tables and MathML, without styles or scripts of its own.</summary>
internal static class CardMathMl
{
    public static string Write(Card card)
    {
        var html = new StringBuilder().Append("<article class=\"card\">\n<h3>").Append(MathMlFormula.Escape(card.Title)).Append("</h3>\n");
        foreach (CardPart part in card.Parts)
        {
            switch (part)
            {
                case CardHeading heading: html.Append("<h4>").Append(MathMlFormula.Escape(heading.Text)).Append("</h4>\n"); break;
                case CardSentence sentence: html.Append("<p>").Append(MathMlFormula.Escape(sentence.Text)).Append("</p>\n"); break;
                case CardEquation equation: html.Append(MathMlFormula.Equation(equation)).Append('\n'); break;
                case CardTable table:
                    html.Append("<table>\n<thead><tr>");
                    foreach (string column in table.Columns) html.Append("<th scope=\"col\">").Append(MathMlFormula.Escape(column)).Append("</th>");
                    html.Append("</tr></thead>\n<tbody>\n");
                    foreach (IReadOnlyList<string> row in table.Rows) html.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{MathMlFormula.Escape(cell)}</td>")).Append("</tr>\n");
                    html.Append("</tbody>\n</table>\n");
                    break;
            }
        }

        return html.Append("</article>").ToString();
    }
}
