using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>The product of its inputs, element by element.</summary>
/// <param name="name">The name. Default multiply, multiply_1 …</param>
/// <param name="dtype">The number type. Default that of the inputs.</param>
public sealed class Multiply(string? name = null, DType? dtype = null) : Merge(name, dtype)
{
    /// <summary>The layer that a file describes.</summary>
    public static Multiply FromConfig(Config config) => new();

    /// <inheritdoc/>
    protected override Node Combine(IReadOnlyList<Node> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs.Aggregate(Functions.Multiply);
    }
}
