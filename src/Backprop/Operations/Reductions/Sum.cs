using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>The sum over neighbouring axes; 0 where there is nothing to add. Every element receives the upstream gradient of its sum.</summary>
/// <param name="first">The first axis.</param>
/// <param name="count">The number of axes.</param>
/// <param name="keepDims">Whether the reduced axes stay with length 1.</param>
public sealed class Sum(int first, int count = 1, bool keepDims = false) : Reduction(first, count, keepDims)
{
    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    internal override Kernel Bind(Tensor[] inputs, Tensor output)
    {
        (int outer, int length, int inner) = Extents(inputs[0].Shape);
        return new ReductionKernel<SumReduction>(inputs[0], output, outer, length, inner);
    }

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [Spread(upstream, node.Inputs[0].Shape)];

    /// <summary>One number is its own sum.</summary>
    internal override Node? Simplify(OperationNode node) => Extents(node.Inputs[0].Shape).Length == 1 ? Functions.Reshape(node.Inputs[0], node.Shape) : null;

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ReductionSamples.Of((first, count, keepDims) => new Sum(first, count, keepDims));
}

public static partial class Functions
{
    /// <summary>The sum over axes; all of them when none are named.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes to add up; negative ones count from the end.</param>
    /// <param name="keepDims">Whether the reduced axes stay with length 1.</param>
    public static Node Sum(Node x, IReadOnlyList<int>? axes = null, bool keepDims = false) => Reduce(x, axes, keepDims, (first, count, keep) => new Sum(first, count, keep));

    /// <summary>The mean over axes, Σx/n; all axes when none are named. Over nothing it is NaN.</summary>
    /// <inheritdoc cref="Sum"/>
    public static Node Mean(Node x, IReadOnlyList<int>? axes = null, bool keepDims = false)
    {
        Node sum = Sum(x, axes, keepDims);
        double count = 1;
        foreach (int axis in axes?.Select(x.Shape.Axis).Distinct() ?? Enumerable.Range(0, x.Shape.Rank)) count *= x.Shape[axis];
        return count == 1 ? sum : sum / count;
    }
}
