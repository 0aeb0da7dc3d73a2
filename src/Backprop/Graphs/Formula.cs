namespace Backprop.Graphs;

/// <summary>
/// How a person writes an operation: a small tree of symbols, calls, and infix signs, from which text, LaTeX and MathML are made.
/// It says how tightly a sign binds, so that parentheses appear only where they are needed.
/// </summary>
public sealed class Formula
{
    internal const int Loose = 0, SumBinding = 1, ProductBinding = 2, PrefixBinding = 3, PowerBinding = 4, AtomBinding = 5;

    private Formula(FormulaKind kind, string sign, int binding, params Formula[] parts) => (Kind, Sign, Binding, Parts) = (kind, sign, binding, parts);

    internal FormulaKind Kind { get; }

    /// <summary>The name, the function or the sign.</summary>
    internal string Sign { get; }

    internal int Binding { get; }

    internal Formula[] Parts { get; }

    /// <summary>What stands above an indexed name, or nothing.</summary>
    internal string Upper { get; private init; } = "";

    /// <summary>What stands below an indexed name, or nothing.</summary>
    internal string Lower { get; private init; } = "";

    /// <summary>Whether it is the number 1, which a product does not need.</summary>
    internal bool IsOne => Kind == FormulaKind.Symbol && Sign == "1";

    /// <summary>A name or a number.</summary>
    public static Formula Symbol(string name) => new(FormulaKind.Symbol, name, name.StartsWith('-') ? PrefixBinding : AtomBinding);

    /// <summary>A name with a layer and indices: "a^2[0,1]", in print with the one above and the others below.</summary>
    /// <param name="name">The name.</param>
    /// <param name="upper">What stands above, or nothing.</param>
    /// <param name="lower">The indices, separated by commas, or nothing.</param>
    public static Formula Indexed(string name, string upper, string lower) => new(FormulaKind.Indexed, name, AtomBinding) { Upper = upper, Lower = lower };

    /// <summary>A function of its arguments: "exp(x)".</summary>
    public static Formula Call(string function, params Formula[] arguments) => new(FormulaKind.Call, function, AtomBinding, arguments);

    /// <summary>a + b.</summary>
    public static Formula Add(Formula a, Formula b) => new(FormulaKind.Infix, " + ", SumBinding, a, b);

    /// <summary>a - b.</summary>
    public static Formula Subtract(Formula a, Formula b) => new(FormulaKind.Infix, " - ", SumBinding, a, b);

    /// <summary>a · b, element by element.</summary>
    public static Formula Multiply(Formula a, Formula b) => new(FormulaKind.Infix, "·", ProductBinding, a, b);

    /// <summary>a / b.</summary>
    public static Formula Divide(Formula a, Formula b) => new(FormulaKind.Infix, "/", ProductBinding, a, b);

    /// <summary>A sign between two operands that binds like a product: "x @ w".</summary>
    public static Formula Infix(string sign, Formula a, Formula b) => new(FormulaKind.Infix, $" {sign} ", ProductBinding, a, b);

    /// <summary>A comparison or another sign that binds more loosely than a sum: "a &gt; b".</summary>
    public static Formula Compare(string sign, Formula a, Formula b) => new(FormulaKind.Infix, $" {sign} ", Loose, a, b);

    /// <summary>-a.</summary>
    public static Formula Negate(Formula a) => new(FormulaKind.Prefix, "-", PrefixBinding, a);

    /// <summary>a to the power b: "a^b".</summary>
    public static Formula Raise(Formula a, Formula b) => new(FormulaKind.Infix, "^", PowerBinding, a, b);

    /// <summary>A sign written behind its operand: "xᵀ", "x²", "x[0:2]".</summary>
    public static Formula Postfix(Formula a, string sign) => new(FormulaKind.Postfix, sign, AtomBinding - 1, a);

    /// <summary>The derivative of one thing with respect to another: "∂a/∂b".</summary>
    public static Formula Partial(Formula of, Formula with) => new(FormulaKind.Partial, "∂", PrefixBinding, of, with);

    /// <summary>Factors with a dot between them; factors that are 1 are left out. 1 where there are none.</summary>
    public static Formula Product(IEnumerable<Formula> factors) => Join(factors.Where(factor => !factor.IsOne), "·", ProductBinding) ?? Symbol("1");

    /// <summary>Terms with a plus between them; a term that begins with a minus is subtracted. 0 where there are none.</summary>
    public static Formula Sum(IEnumerable<Formula> terms) => Join(terms, "+", SumBinding) ?? Symbol("0");

    /// <summary>The formula as one line of text.</summary>
    public override string ToString() => Kind switch
    {
        FormulaKind.Call => $"{Sign}({string.Join(", ", Parts.AsEnumerable())})",
        FormulaKind.Indexed => $"{Sign}{(Upper.Length == 0 ? "" : "^" + Upper)}{(Lower.Length == 0 ? "" : $"[{Lower}]")}",
        FormulaKind.Partial => $"∂{Inner(Parts[0], AtomBinding)}/∂{Inner(Parts[1], AtomBinding)}",
        FormulaKind.Prefix => Sign + Inner(Parts[0], ProductBinding),
        FormulaKind.Postfix => Inner(Parts[0], Sign == "²" ? AtomBinding : Binding) + Sign,
        FormulaKind.Infix => Join(Inner(Parts[0], LeftBinding), Inner(Parts[1], RightBinding)),
        _ => Sign,
    };

    /// <summary>The formula with the other sign: two signs cancel.</summary>
    internal Formula Negated() => Kind == FormulaKind.Prefix ? Parts[0]
        : Kind == FormulaKind.Symbol && Sign.StartsWith('-') ? Symbol(Sign[1..])
        : Kind == FormulaKind.Symbol && char.IsAsciiDigit(Sign[0]) ? Symbol("-" + Sign)
        : Negate(this);

    /// <summary>The formula without a factor, which stands for 1: where it is more than a factor, it becomes the number.</summary>
    internal Formula Without(Formula factor)
    {
        if (ReferenceEquals(this, factor)) return Symbol("1");
        if (Parts.Length == 0) return this;
        Formula[] parts = [.. Parts.Select(part => part.Without(factor))];
        if (Kind == FormulaKind.Infix && Sign == "·" && (parts[0].IsOne || parts[1].IsOne)) return parts[0].IsOne ? parts[1] : parts[0];
        if (Kind == FormulaKind.Infix && Sign == "/" && parts[1].IsOne) return parts[0];
        return new Formula(Kind, Sign, Binding, parts) { Upper = Upper, Lower = Lower };
    }

    /// <summary>The terms of a sum, in order, each with its sign; a formula that is no sum is one term.</summary>
    internal IReadOnlyList<(bool IsMinus, Formula Term)> Terms()
    {
        if (Kind != FormulaKind.Infix || Sign is not (" + " or " - ")) return [(false, this)];
        return [.. Parts[0].Terms(), (Sign == " - ", Parts[1])];
    }

    /// <summary>How tightly the left operand must bind to stand without parentheses.</summary>
    internal int LeftBinding => Binding == PowerBinding ? AtomBinding : Binding;

    /// <summary>How tightly the right operand must bind: more tightly for - and /, because a - (b - c) is not a - b - c.</summary>
    internal int RightBinding => Sign is " + " or "·" or " · " ? Binding : Binding + 1;

    /// <summary>Two signs never meet: a + -b is a - b, and a · -b is a · (-b).</summary>
    private string Join(string left, string right) =>
        !right.StartsWith('-') ? left + Sign + right : Sign == " + " ? $"{left} - {right[1..]}" : $"{left}{Sign}({right})";

    private static Formula? Join(IEnumerable<Formula> parts, string sign, int binding)
    {
        Formula? all = null;
        foreach (Formula part in parts) all = all is null ? part : new Formula(FormulaKind.Infix, $" {sign} ", binding, all, part);
        return all;
    }

    private static string Inner(Formula part, int binding) => part.Binding < binding ? $"({part})" : part.ToString();
}
