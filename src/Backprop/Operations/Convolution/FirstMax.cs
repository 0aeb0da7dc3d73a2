using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// The largest element over an axis, as <see cref="Max"/>; at a tie, a kink, the upstream gradient goes to the first of the largest elements alone.
/// That is how max pooling learns in TensorFlow and JAX, while their maximum over an axis shares it.
/// </summary>
/// <param name="axis">The axis.</param>
public sealed class FirstMax(int axis) : Reduction(axis, 1, false)
{
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => NotOfNothing(inputs);

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output)
    {
        (int outer, int length, int inner) = Extents(inputs[0].Shape);
        Reductions.Run<MaxReduction>(inputs[0], output, outer, length, inner);
    }

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream)
    {
        Node x = node.Inputs[0];
        return [OperationNode.Of(new Place(First, x.Shape[First]), upstream, OperationNode.Of(new ArgMax(First, 1, false), x))];
    }

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ReductionSamples.Of((first, _, _) => new FirstMax(first), emptyAxis: false);
}
