using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// The largest element over neighbouring axes; NaN where one is NaN. The upstream gradient goes to the largest element; at a tie, a kink,
/// it is shared equally, as in TensorFlow.
/// </summary>
/// <param name="first">The first axis.</param>
/// <param name="count">The number of axes.</param>
/// <param name="keepDims">Whether the reduced axes stay with length 1.</param>
public sealed class Max(int first, int count = 1, bool keepDims = false) : Reduction(first, count, keepDims)
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => NotOfNothing(inputs);

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    internal override Kernel Bind(Tensor[] inputs, Tensor output)
    {
        (int outer, int length, int inner) = Extents(inputs[0].Shape);
        return new ReductionKernel<MaxReduction>(inputs[0], output, outer, length, inner);
    }

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [ShareAmongEqual(node, upstream)];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ReductionSamples.Of((first, count, keepDims) => new Max(first, count, keepDims), emptyAxis: false);
}

public static partial class Functions
{
    /// <summary>The largest element over axes; all of them when none are named. NaN where one is NaN.</summary>
    /// <param name="x">Any shape; the axes have at least one element.</param>
    /// <param name="axes">The axes to reduce; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the reduced axes stay with length 1.</param>
    /// <exception cref="ArgumentException">There is nothing to choose from.</exception>
    public static Node Max(Node x, IReadOnlyList<int>? axes = null, bool keepDims = false) => Reduce(x, axes, keepDims, (first, count, keep) => new Max(first, count, keep));
}
