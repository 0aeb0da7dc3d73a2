using Backprop.Vocabulary;

namespace Backprop.Regularizers;

/// <summary>The regularizers that can be asked for by name.</summary>
public static class RegularizerRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<Regularizer> All { get; } = new("regularizer")
    {
        () => new L1(),
        () => new L2(),
        { () => new L1L2(), "l1l2" },
        { () => new OrthogonalRegularizer(), "orthogonal" },
    };
}
