using Backprop.Graphs;

namespace Backprop.Explanations.Cards;

/// <summary>
/// An explanation as a small document: equations, tables and sentences, in order. What explains something makes a card;
/// <see cref="CardForms"/> writes it as text, Markdown, LaTeX or MathML, so that every form says the same.
/// </summary>
/// <param name="title">What is explained.</param>
/// <param name="parts">What is said.</param>
public sealed class Card(string title, IReadOnlyList<CardPart> parts)
{
    /// <summary>What is explained.</summary>
    public string Title => title;

    /// <summary>What is said, in order.</summary>
    public IReadOnlyList<CardPart> Parts => parts;

    /// <summary>The card as plain text.</summary>
    public override string ToString() => CardText.Write(this);
}

/// <summary>A part of a card.</summary>
public abstract record CardPart;

/// <summary>A line between the parts that says what follows.</summary>
/// <param name="Text">The heading.</param>
public sealed record CardHeading(string Text) : CardPart;

/// <summary>A sentence or two.</summary>
/// <param name="Text">The sentences.</param>
public sealed record CardSentence(string Text) : CardPart;

/// <summary>One thing and what it equals: symbols, then numbers, then the result, each on a line of its own.</summary>
/// <param name="Left">What is computed.</param>
/// <param name="Right">What it equals, line by line.</param>
public sealed record CardEquation(Formula Left, IReadOnlyList<Formula> Right) : CardPart;

/// <summary>A table.</summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The rows, each with a text for every column.</param>
public sealed record CardTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows) : CardPart;
