using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Layers;

/// <summary>The smallest of its inputs, element by element.</summary>
/// <param name="name">The name. Default minimum, minimum_1 …</param>
/// <param name="dtype">The number type. Default that of the inputs.</param>
public sealed class Minimum(string? name = null, DType? dtype = null) : Merge(name, dtype)
{
    /// <inheritdoc/>
    protected override Node Combine(IReadOnlyList<Node> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs.Aggregate(Functions.Minimum);
    }
}
