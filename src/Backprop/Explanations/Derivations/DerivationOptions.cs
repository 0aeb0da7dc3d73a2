namespace Backprop.Explanations.Derivations;

/// <summary>How a derivation is shown.</summary>
public sealed record DerivationOptions
{
    /// <summary>What the defaults show: plain calculus, six digits, at most four terms of a sum and four parts.</summary>
    public static DerivationOptions Default { get; } = new();

    /// <summary>Whose letters are used. Default plain calculus.</summary>
    public Notation Notation { get; init; } = Notation.Calculus;

    /// <summary>How many digits are shown. Default six.</summary>
    public NumberStyle Digits { get; init; } = NumberStyle.Default;

    /// <summary>How many terms of a sum are shown, the largest; of the others their number and their sum. Default 4.</summary>
    public int Terms { get; init; } = 4;

    /// <summary>How many sums and chains are shown before it is only said how many follow; the largest path comes first. Default 4.</summary>
    public int Parts { get; init; } = 4;
}
