using System.Globalization;

namespace Backprop.Explanations.Cards;

/// <summary>The forms in which a card is written.</summary>
public static class CardForms
{
    /// <summary>The names of the forms: text, markdown, latex, mathml.</summary>
    public static IReadOnlyList<string> Names { get; } = ["text", "markdown", "latex", "mathml"];

    extension(Card card)
    {
        /// <summary>The card as plain text.</summary>
        public string ToText() => CardText.Write(card);

        /// <summary>The card as Markdown with formulas between dollar signs, as notebooks and GitHub set them.</summary>
        public string ToMarkdown() => CardMarkdown.Write(card);

        /// <summary>The card as a complete LaTeX document that needs amsmath, geometry and longtable, which every TeX has.</summary>
        public string ToLatex() => CardLatex.Write(card);

        /// <summary>The card as a piece of HTML whose formulas are MathML Core, which browsers set themselves.</summary>
        public string ToMathMl() => CardMathMl.Write(card);

        /// <summary>The card in the form with this name.</summary>
        /// <param name="form">One of <see cref="Names"/>.</param>
        /// <exception cref="ArgumentException">There is no such form.</exception>
        public string Write(string form) => form switch
        {
            "text" => CardText.Write(card),
            "markdown" => CardMarkdown.Write(card),
            "latex" => CardLatex.Write(card),
            "mathml" => CardMathMl.Write(card),
            _ => throw new ArgumentException($"There is no form {form}. There are {string.Join(", ", Names)}.", nameof(form)),
        };
    }

    /// <summary>Whether a cell of a table stands on the right.</summary>
    internal static bool IsNumber(string cell) => cell.Length == 0 || cell == "—" || double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _) || cell.StartsWith("0x", StringComparison.Ordinal) || cell.StartsWith("-0x", StringComparison.Ordinal);
}
