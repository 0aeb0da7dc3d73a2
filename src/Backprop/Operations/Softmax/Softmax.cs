using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// yᵢ = e^xᵢ / Σⱼ e^xⱼ along an axis, computed from x − max x so that nothing overflows. dX = y·(g − Σ g·y).
/// A row that contains NaN or +∞, or nothing but −∞, becomes NaN: there is no largest finite element to compare with.
/// </summary>
/// <param name="axis">The axis, from the front.</param>
public sealed class Softmax(int axis) : Operation
{
    /// <summary>The axis, from the front.</summary>
    public int Axis => axis;

    /// <inheritdoc/>
    protected override object? Attributes => axis;

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs.Length == 1 && inputs[0].DType.IsFloat && axis >= 0 && axis < inputs[0].Shape.Rank ? inputs[0] : throw Refuse($"one float input with an axis {axis}", inputs);

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    internal override Kernel Bind(Tensor[] inputs, Tensor output) => Bind(inputs[0], output, axis, logarithm: false);

    internal static Kernel Bind(Tensor input, Tensor output, int axis, bool logarithm)
    {
        (int outer, int length, int inner) = (checked((int)input.Shape[..axis].Size), input.Shape[axis], checked((int)input.Shape[(axis + 1)..].Size));
        return input.DType == DType.Float32
            ? new SoftmaxKernel<float>(input, output, outer, length, inner, logarithm)
            : new SoftmaxKernel<double>(input, output, outer, length, inner, logarithm);
    }

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [node * (upstream - Functions.Sum(upstream * node, [axis], keepDims: true))];

    /// <summary>y(1 − y) on its own input, −yᵢyⱼ on the others.</summary>
    /// <inheritdoc/>
    public override Formula? WritePartial(OperationNode node, int output, int input, int element, Func<Node, int, Formula> name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Formula y = name(node, output);
        return output == element ? Formula.Multiply(y, Formula.Subtract(Formula.Symbol("1"), y)) : Formula.Negate(Formula.Multiply(y, name(node, element)));
    }

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => SamplesOf(axis => new Softmax(axis));

    internal static IEnumerable<Sample> SamplesOf(Func<int, Operation> operation) =>
        from sample in new (Shape Shape, int Axis)[] { ([4], 0), ([1], 0), ([2, 3], 1), ([3, 2], 0), ([2, 9], 1), ([0, 3], 1), ([3, 0], 1), ([2, 3, 2], 1), ([1, 2, 1, 3, 2], 3) }
        select new Sample(operation(sample.Axis), new SampleInput(sample.Shape));
}

public static partial class Functions
{
    /// <summary>e^x divided by its sum along an axis: positive numbers that add up to 1.</summary>
    /// <param name="x">Any shape with the axis.</param>
    /// <param name="axis">The axis; the last by default.</param>
    public static Node Softmax(Node x, int axis = -1)
    {
        ArgumentNullException.ThrowIfNull(x);
        return OperationNode.Of(new Softmax(x.Shape.Axis(axis)), x);
    }
}
