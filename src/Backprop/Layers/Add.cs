using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>The sum of its inputs.</summary>
/// <param name="name">The name. Default add, add_1 …</param>
/// <param name="dtype">The number type. Default that of the inputs.</param>
public sealed class Add(string? name = null, DType? dtype = null) : Merge(name, dtype)
{
    /// <summary>The layer that a file describes.</summary>
    public static Add FromConfig(Config config) => new();

    /// <inheritdoc/>
    protected override Node Combine(IReadOnlyList<Node> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs.Aggregate(Functions.Add);
    }
}
