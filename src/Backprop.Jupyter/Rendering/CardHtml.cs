using System.Text;
using Backprop.Explanations.Cards;

namespace Backprop.Jupyter.Rendering;

/// <summary>A card as HTML with its formulas in LaTeX, which notebooks typeset; they strip MathML from what is not trusted.</summary>
internal static class CardHtml
{
    /// <summary>The card.</summary>
    public static string Write(Card card)
    {
        var html = new StringBuilder().Append("<h3>").Append(HtmlTable.Escape(card.Title)).Append("</h3>");
        foreach (CardPart part in card.Parts)
        {
            html.Append(part switch
            {
                CardHeading heading => $"<h4>{HtmlTable.Escape(heading.Text)}</h4>",
                CardSentence sentence => $"<p>{HtmlTable.Escape(sentence.Text)}</p>",
                CardTable table => HtmlTable.Write(table.Columns, table.Rows),
                _ => $"<div>{HtmlTable.Escape(Formula(part))}</div>",
            });
            html.Append('\n');
        }

        return html.ToString();
    }

    // What Markdown writes for an equation: LaTeX between $$ and $$.
    private static string Formula(CardPart equation)
    {
        string markdown = new Card("", [equation]).ToMarkdown();
        return markdown[markdown.IndexOf("$$", StringComparison.Ordinal)..].Trim();
    }
}
