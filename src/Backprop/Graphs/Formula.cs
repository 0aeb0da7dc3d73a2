namespace Backprop.Graphs;

/// <summary>
/// How a person writes an operation: a small tree of symbols, calls, and infix signs, from which text is made.
/// It says how tightly a sign binds, so that parentheses appear only where they are needed.
/// </summary>
public sealed class Formula
{
    private const int Sum = 1, Product = 2, Prefix = 3, Power = 4, Atom = 5;

    private readonly string _sign;
    private readonly Formula[] _parts;
    private readonly int _binding;

    private Formula(string sign, int binding, params Formula[] parts)
    {
        _sign = sign;
        _binding = binding;
        _parts = parts;
    }

    /// <summary>A name or a number.</summary>
    public static Formula Symbol(string name) => new(name, name.StartsWith('-') ? Prefix : Atom);

    /// <summary>A function of its arguments: "exp(x)".</summary>
    public static Formula Call(string function, params Formula[] arguments) => new(function + "(", Atom, arguments);

    /// <summary>a + b.</summary>
    public static Formula Add(Formula a, Formula b) => new(" + ", Sum, a, b);

    /// <summary>a - b.</summary>
    public static Formula Subtract(Formula a, Formula b) => new(" - ", Sum, a, b);

    /// <summary>a · b, element by element.</summary>
    public static Formula Multiply(Formula a, Formula b) => new("·", Product, a, b);

    /// <summary>a / b.</summary>
    public static Formula Divide(Formula a, Formula b) => new("/", Product, a, b);

    /// <summary>A sign between two operands that binds like a product: "x @ w".</summary>
    public static Formula Infix(string sign, Formula a, Formula b) => new($" {sign} ", Product, a, b);

    /// <summary>A comparison or another sign that binds more loosely than a sum: "a &gt; b".</summary>
    public static Formula Compare(string sign, Formula a, Formula b) => new($" {sign} ", 0, a, b);

    /// <summary>-a.</summary>
    public static Formula Negate(Formula a) => new("-", Prefix, a);

    /// <summary>a to the power b: "a^b".</summary>
    public static Formula Raise(Formula a, Formula b) => new("^", Power, a, b);

    /// <summary>A sign written behind its operand: "xᵀ", "x²", "x[0:2]".</summary>
    public static Formula Postfix(Formula a, string sign) => new(sign, Atom - 1, a);

    /// <summary>The formula as one line of text.</summary>
    public override string ToString() => _parts.Length switch
    {
        _ when _sign.EndsWith('(') => $"{_sign}{string.Join(", ", _parts.AsEnumerable())})",
        0 => _sign,
        1 when _binding == Prefix => _sign + Inner(_parts[0], Prefix),
        1 => Inner(_parts[0], _binding) + _sign,
        // The right operand of - and / needs parentheses at equal binding: a - (b - c).
        _ => Inner(_parts[0], _binding == Power ? Atom : _binding) + _sign + Inner(_parts[1], _sign is " + " or "·" ? _binding : _binding + 1),
    };

    private static string Inner(Formula part, int binding) => part._binding < binding ? $"({part})" : part.ToString();
}
