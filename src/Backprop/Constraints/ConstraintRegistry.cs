using Backprop.Vocabulary;

namespace Backprop.Constraints;

/// <summary>The constraints that can be asked for by name.</summary>
public static class ConstraintRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<Constraint> All { get; } = new("constraint")
    {
        { () => new MaxNorm(), MaxNorm.FromConfig },
        { () => new MinMaxNorm(), MinMaxNorm.FromConfig },
        { () => new NonNeg(), NonNeg.FromConfig, "nonneg" },
        { () => new UnitNorm(), UnitNorm.FromConfig },
    };
}
