using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// The product of its inputs, element by element. What a mask says is not real counts as 1; where all inputs have masks and none is real, the product is 0.
/// Source: keras/src/layers/merging/multiply.py.
/// </summary>
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

    private protected override Node Combine(IReadOnlyList<Node> inputs, IReadOnlyList<Node?> masks)
    {
        Node?[] spread = [.. inputs.Zip(masks, (input, mask) => mask is null ? null : Functions.Reshape(mask, Widened(mask.Shape, input.Shape.Rank)))];
        Node product = Combine([.. inputs.Zip(spread, (input, mask) => mask is null ? input : Functions.Where(mask, input, Functions.Like(input, 1)))]);
        return spread.Contains(null) ? product : Functions.Where(spread.Aggregate((a, b) => Functions.LogicalOr(a!, b!))!, product, Functions.Like(product, 0));
    }

    private static Shape Widened(Shape mask, int rank)
    {
        while (mask.Rank < rank) mask = mask.Insert(-1, 1);
        return mask;
    }
}
