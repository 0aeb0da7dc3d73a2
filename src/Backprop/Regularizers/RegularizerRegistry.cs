using Backprop.Vocabulary;

namespace Backprop.Regularizers;

/// <summary>The regularizers that can be asked for by name.</summary>
public static class RegularizerRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<Regularizer> All { get; } = new("regularizer")
    {
        { () => new L1(), L1.FromConfig },
        { () => new L2(), L2.FromConfig },
        { () => new L1L2(), L1L2.FromConfig, "l1l2" },
        { () => new OrthogonalRegularizer(), OrthogonalRegularizer.FromConfig, "orthogonal" },
    };
}
