using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>y = x, through which no gradient flows: for the derivative it is a constant. Nothing is copied.</summary>
public sealed class StopGradient : Operation
{
    /// <inheritdoc/>
    public override string? NotDifferentiable => "it is there to stop the gradient";

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs.Length == 1 ? inputs[0] : throw Refuse("one input", inputs);

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => inputs[0].CopyTo(output);

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [null];

    internal override (int Input, long Offset)? View(OperationNode node) => (0, 0);

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this);
}

public static partial class Functions
{
    /// <summary>x, through which no gradient flows.</summary>
    public static Node StopGradient(Node x) => OperationNode.Of(new StopGradient(), x);
}
