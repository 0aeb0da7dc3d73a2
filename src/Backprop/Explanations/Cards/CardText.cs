using System.Text;
using Backprop.Graphs;

namespace Backprop.Explanations.Cards;

/// <summary>A card as plain text for a terminal: an equation's lines below each other, numbers of tables right-aligned.</summary>
internal static class CardText
{
    private const int Widest = 100;

    public static string Write(Card card)
    {
        var text = new StringBuilder();
        CardPart? previous = null;
        foreach (CardPart part in card.Parts)
        {
            if (previous is not null && (part is not CardEquation { Right.Count: 1 } || previous is not CardEquation { Right.Count: 1 }) && previous is not CardHeading) text.Append('\n');
            Append(text, part);
            previous = part;
        }

        return text.ToString().TrimEnd('\n');
    }

    private static void Append(StringBuilder text, CardPart part)
    {
        switch (part)
        {
            case CardHeading heading: text.Append(heading.Text).Append('\n'); break;
            case CardSentence sentence: text.Append(sentence.Text).Append('\n'); break;
            case CardEquation { Right.Count: 1 } equation: text.Append(equation.Left).Append(" = ").Append(equation.Right[0]).Append('\n'); break;
            case CardEquation equation:
                text.Append(equation.Left).Append('\n');
                foreach (Formula line in equation.Right) AppendLine(text, line);
                break;
            case CardTable table: AppendTable(text, table); break;
        }
    }

    /// <summary>A line; a sum that is too long for a terminal has a line for each of its terms.</summary>
    private static void AppendLine(StringBuilder text, Formula formula)
    {
        string line = formula.ToString();
        IReadOnlyList<(bool IsMinus, Formula Term)> terms = line.Length <= Widest ? [] : formula.Terms();
        if (terms.Count < 2)
        {
            text.Append("  = ").Append(line).Append('\n');
            return;
        }

        for (int i = 0; i < terms.Count; i++)
        {
            string term = terms[i].Term.ToString();
            bool isMinus = terms[i].IsMinus;
            if (isMinus && (terms[i].Term.Binding <= Formula.SumBinding || term.StartsWith('-'))) term = $"({term})";
            else if (i > 0 && term.StartsWith('-')) (isMinus, term) = (true, term[1..]);
            text.Append(i == 0 ? "  = " : isMinus ? "    - " : "    + ").Append(term).Append('\n');
        }
    }

    private static void AppendTable(StringBuilder text, CardTable table)
    {
        int[] widths = [.. table.Columns.Select((column, i) => Math.Max(column.Length, table.Rows.Select(row => row[i].Length).DefaultIfEmpty().Max()))];
        bool[] isNumber = [.. table.Columns.Select((_, i) => table.Rows.Count > 0 && table.Rows.All(row => CardForms.IsNumber(row[i])))];
        Line(table.Columns);
        foreach (IReadOnlyList<string> row in table.Rows) Line(row);

        void Line(IReadOnlyList<string> cells) => text.Append(string.Join("  ", cells.Select((cell, i) => isNumber[i] ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd()).Append('\n');
    }
}
