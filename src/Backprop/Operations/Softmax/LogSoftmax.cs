using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// yᵢ = xᵢ − log Σⱼ e^xⱼ along an axis: the logarithm of <see cref="Softmax"/> without its underflow. dX = g − e^y·Σ g.
/// Rows without a largest finite element become NaN, as there.
/// </summary>
/// <param name="axis">The axis, from the front.</param>
public sealed class LogSoftmax(int axis) : Operation
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

    internal override Kernel Bind(Tensor[] inputs, Tensor output) => Softmax.Bind(inputs[0], output, axis, logarithm: true);

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream - Functions.Exp(node) * Functions.Sum(upstream, [axis], keepDims: true)];

    /// <summary>1 − p on its own input, −p on the others, where p = e^y.</summary>
    /// <inheritdoc/>
    public override Formula? WritePartial(OperationNode node, int output, int input, int element, Func<Node, int, Formula> name)
    {
        ArgumentNullException.ThrowIfNull(name);
        Formula p = Formula.Call("softmax", name(node.Inputs[0], element));
        return output == element ? Formula.Subtract(Formula.Symbol("1"), p) : Formula.Negate(p);
    }

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => Softmax.SamplesOf(axis => new LogSoftmax(axis));
}

public static partial class Functions
{
    /// <summary>x − log Σ e^x along an axis: the logarithms of probabilities.</summary>
    /// <param name="x">Any shape with the axis.</param>
    /// <param name="axis">The axis; the last by default.</param>
    public static Node LogSoftmax(Node x, int axis = -1)
    {
        ArgumentNullException.ThrowIfNull(x);
        return OperationNode.Of(new LogSoftmax(x.Shape.Axis(axis)), x);
    }
}
