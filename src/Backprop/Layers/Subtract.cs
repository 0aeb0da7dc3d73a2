using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>The first input minus the second.</summary>
/// <param name="name">The name. Default subtract, subtract_1 …</param>
/// <param name="dtype">The number type. Default that of the inputs.</param>
public sealed class Subtract(string? name = null, DType? dtype = null) : Merge(name, dtype)
{
    /// <summary>The layer that a file describes.</summary>
    public static Subtract FromConfig(Config config) => new();

    private protected override int Fewest => 2;

    private protected override int Most => 2;

    /// <inheritdoc/>
    protected override Node Combine(IReadOnlyList<Node> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs[0] - inputs[1];
    }
}
