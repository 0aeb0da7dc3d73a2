using System.Text;

namespace Backprop.Explanations.Cards;

/// <summary>A card as Markdown. Tables are those of GitHub, formulas LaTeX between dollar signs.</summary>
internal static class CardMarkdown
{
    public static string Write(Card card)
    {
        var text = new StringBuilder().Append("### ").Append(Plain(card.Title)).Append("\n\n");
        foreach (CardPart part in card.Parts)
        {
            switch (part)
            {
                case CardHeading heading: text.Append("**").Append(Plain(heading.Text)).Append("**\n\n"); break;
                case CardSentence sentence: text.Append(Plain(sentence.Text)).Append("\n\n"); break;
                case CardEquation equation: text.Append("$$\n").Append(LatexFormula.Equation(equation)).Append("\n$$\n\n"); break;
                case CardTable table:
                    text.Append("| ").AppendJoin(" | ", table.Columns.Select(Plain)).Append(" |\n|");
                    foreach (string _ in table.Columns) text.Append(" --- |");
                    text.Append('\n');
                    foreach (IReadOnlyList<string> row in table.Rows) text.Append("| ").AppendJoin(" | ", row.Select(Plain)).Append(" |\n");
                    text.Append('\n');
                    break;
            }
        }

        return text.ToString().TrimEnd('\n');
    }

    /// <summary>Text in which nothing is a mark.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder();
        foreach (char letter in text)
        {
            if (letter is '\\' or '`' or '*' or '_' or '|' or '$' or '<' or '>' or '#' or '[' or ']') plain.Append('\\');
            plain.Append(letter is '\n' or '\r' ? ' ' : letter);
        }

        return plain.ToString();
    }
}
