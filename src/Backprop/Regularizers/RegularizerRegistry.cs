using Backprop.Vocabulary;

namespace Backprop.Regularizers;

/// <summary>The regularizers that can be asked for by name.</summary>
public static class RegularizerRegistry
{
    /// <summary>One line per class.</summary>
    public static Registry<Regularizer> All { get; } = new("regularizer")
    {
        () => new L2(),
    };
}
