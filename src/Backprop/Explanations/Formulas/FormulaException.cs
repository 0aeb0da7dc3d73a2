namespace Backprop.Explanations.Formulas;

/// <summary>A formula, or the point at which it is to be derived, cannot be used; the message names the character and what was expected.</summary>
/// <param name="message">What is wrong, in a sentence.</param>
public sealed class FormulaException(string message) : FormatException(message)
{
    internal static FormulaException At(int position, string what) => new($"The formula, character {position + 1}: {what}");
}
