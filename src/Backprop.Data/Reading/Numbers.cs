using System.Globalization;

namespace Backprop.Data.Reading;

/// <summary>
/// What a number is: an optional sign, digits with at most one decimal point, an optional exponent; the same in every country.
/// No thousands separators, no decimal comma, no hexadecimal, no infinity.
/// </summary>
internal static class Numbers
{
    private const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <summary>The number that a trimmed field holds; false for texts and for numbers beyond the range of double.</summary>
    public static bool TryParse(ReadOnlySpan<char> field, out double number)
    {
        number = 0;
        if (field.IsEmpty) return false;
        int start = field[0] is '-' or '+' ? 1 : 0;
        if (start >= field.Length || !(char.IsAsciiDigit(field[start]) || field[start] == '.')) return false;
        return double.TryParse(field, Style, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
    }

    /// <summary>Whether a field is no number here but may be one to a person: "1,234.5", "1.234,5", "1 234", "50%", "1e999".</summary>
    public static bool LooksLikeNumber(ReadOnlySpan<char> field)
    {
        bool digits = false;
        for (int i = 0; i < field.Length; i++)
        {
            char character = field[i];
            if (char.IsAsciiDigit(character)) digits = true;
            else if (i == 0 && character is '-' or '+' or '$' or '€' or '£') continue;
            else if (digits && i == field.Length - 1 && character is '%' or '$' or '€' or '£') continue;
            else if (digits && character is 'e' or 'E' && i + 1 < field.Length) continue;
            else if (character is not ('.' or ',' or '\'' or '’' or ' ' or '\u00A0' or '\u202F' or '+')) return false;
        }

        return digits;
    }

    /// <summary>Why a text is not a number and what to write instead.</summary>
    public static string Complaint(string text) => LooksLikeNumber(text)
        ? $"{Printable.Quoted(text)} is not written as a number is here: write digits with a decimal point and nothing else, such as 1234.5 or 1.2e-3, up to 1.79e308."
        : $"{Printable.Quoted(text)} is not a number.";
}
