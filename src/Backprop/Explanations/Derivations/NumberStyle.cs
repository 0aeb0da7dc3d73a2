using System.Globalization;
using System.Text;

namespace Backprop.Explanations.Derivations;

/// <summary>How many digits of a number are shown. What is shown is never what is computed with.</summary>
public sealed record NumberStyle
{
    private readonly int _digits;

    private NumberStyle(string name, int digits) => (Name, _digits) = (name, digits);

    /// <summary>The names: 3, 6, 9, 17 digits, or hex.</summary>
    public static IReadOnlyList<string> Names { get; } = ["3", "6", "9", "17", "hex"];

    /// <summary>Six digits, the default.</summary>
    public static NumberStyle Default { get; } = Get("6");

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The style with this name: 17 digits name every float64 exactly, and so does hex, in the form of C: 0x1.8p+1 is 1.5·2¹.</summary>
    /// <exception cref="ArgumentException">There is no such style.</exception>
    public static NumberStyle Get(string name) => Names.Contains(name)
        ? new(name, name == "hex" ? 0 : int.Parse(name, CultureInfo.InvariantCulture))
        : throw new ArgumentException($"Numbers are shown with {string.Join(", ", Names)} digits, not {name}.", nameof(name));

    /// <summary>The number as text.</summary>
    public string Write(double value) => !double.IsFinite(value) ? value.ToString(CultureInfo.InvariantCulture) : _digits == 0 ? Hexadecimal(value) : value == 0 ? "0" : value.ToString($"G{_digits}", CultureInfo.InvariantCulture);

    private static string Hexadecimal(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        string mantissa = (bits & 0xFFFFFFFFFFFFF).ToString("x13", CultureInfo.InvariantCulture).TrimEnd('0');
        int power = exponent == 0 ? (value == 0 ? 0 : -1022) : exponent - 1023;
        return new StringBuilder().Append(bits < 0 ? "-0x" : "0x").Append(exponent == 0 ? '0' : '1').Append(mantissa.Length == 0 ? "" : ".").Append(mantissa)
            .Append('p').Append(power < 0 ? '-' : '+').Append(Math.Abs(power).ToString(CultureInfo.InvariantCulture)).ToString();
    }
}
