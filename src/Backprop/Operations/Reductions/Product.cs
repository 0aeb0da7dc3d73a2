using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// The product over neighbouring axes; 1 where there is nothing to multiply. The derivative with respect to an element is the product of
/// the others, computed as such (<see cref="ProductOfOthers"/>) and not by dividing, so that zeros among the elements do no harm.
/// </summary>
/// <param name="first">The first axis.</param>
/// <param name="count">The number of axes.</param>
/// <param name="keepDims">Whether the reduced axes stay with length 1.</param>
public sealed class Product(int first, int count = 1, bool keepDims = false) : Reduction(first, count, keepDims)
{
    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    internal override Kernel Bind(Tensor[] inputs, Tensor output)
    {
        (int outer, int length, int inner) = Extents(inputs[0].Shape);
        return new ReductionKernel<ProductReduction>(inputs[0], output, outer, length, inner);
    }

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) =>
        [Spread(upstream, node.Inputs[0].Shape) * OperationNode.Of(new ProductOfOthers(First, Count), node.Inputs[0])];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ReductionSamples.Of((first, count, keepDims) => new Product(first, count, keepDims));
}

public static partial class Functions
{
    /// <summary>The product over axes; all of them when none are named. Over nothing it is 1.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes to multiply along; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the reduced axes stay with length 1.</param>
    public static Node Product(Node x, IReadOnlyList<int>? axes = null, bool keepDims = false) => Reduce(x, axes, keepDims, (first, count, keep) => new Product(first, count, keep));
}
