using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// The index (int32) of the largest element over neighbouring axes, counted row by row: the first of several equal ones, the first NaN if there is one.
/// It has no gradient.
/// </summary>
/// <param name="first">The first axis.</param>
/// <param name="count">The number of axes.</param>
/// <param name="keepDims">Whether the reduced axes stay with length 1.</param>
public sealed class ArgMax(int first, int count = 1, bool keepDims = false) : Reduction(first, count, keepDims)
{
    /// <inheritdoc/>
    public override string? NotDifferentiable => "an index changes in steps";

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => NotOfNothing(inputs);

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output)
    {
        (int outer, int length, int inner) = Extents(inputs[0].Shape);
        Extremes.Run<MaxReduction>(inputs[0], output, outer, length, inner);
    }

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [null];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ReductionSamples.Of((first, count, keepDims) => new ArgMax(first, count, keepDims), emptyAxis: false);

    /// <inheritdoc/>
    protected override DType ResultType(DType input) => DType.Int32;
}

public static partial class Functions
{
    /// <summary>The index (int32) of the largest element along an axis: the first of several equal ones, the first NaN if there is one.</summary>
    /// <param name="x">Any shape; the axis has at least one element.</param>
    /// <param name="axis">The axis; null means the index in all of x, row by row.</param>
    /// <param name="keepDims">Whether the reduced axes stay with length 1.</param>
    /// <exception cref="ArgumentException">There is nothing to choose from.</exception>
    public static Node ArgMax(Node x, int? axis = null, bool keepDims = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (axis is { } one) return OperationNode.Of(new ArgMax(x.Shape.Axis(one), 1, keepDims), x);
        return x.Shape.Rank == 0 ? Reshape(ArgMax(Reshape(x, [1]), 0), []) : OperationNode.Of(new ArgMax(0, x.Shape.Rank, keepDims), x);
    }
}
