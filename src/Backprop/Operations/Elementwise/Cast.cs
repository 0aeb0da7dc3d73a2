using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// The same numbers in another type: rounded to the nearest float, cut towards zero for integers; truth values become 1 and 0, and back from "not 0".
/// Between float types the gradient is converted back. To and from integers there is none, and asking for one is refused; from truth values it is 0,
/// the slope of a step beside its edge.
/// </summary>
/// <param name="dtype">The type to convert to.</param>
public sealed class Cast(DType dtype) : Operation
{
    /// <summary>The type to convert to.</summary>
    public DType DType => dtype;

    /// <inheritdoc/>
    protected override object? Attributes => dtype;

    /// <inheritdoc/>
    public override string? NotDifferentiable => dtype.IsFloat ? null : "whole numbers and truth values change in steps";

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs.Length == 1 ? new TensorType(dtype, inputs[0].Shape) : throw Refuse("one input", inputs);

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output)
    {
        if (inputs[0].DType == dtype) inputs[0].CopyTo(output);
        else Tensor.Convert(inputs[0], output);
    }

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [node.Inputs[0].DType.IsFloat ? Functions.Cast(upstream, node.Inputs[0].DType) : null];

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Call(dtype.KerasName, inputs);

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() =>
    [
        .. ElementwiseSamples.Unary(new Cast(DType.Float64)),
        new(new Cast(DType.Float64), new SampleInput([2, 3], -3, 3, DType.Int32)),
        new(new Cast(DType.Float64), new SampleInput([3], 0, 1, DType.Bool)),
    ];
}

public static partial class Functions
{
    /// <summary>The same numbers in another type; x itself when it has that type.</summary>
    public static Node Cast(Node x, DType dtype)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.DType == dtype ? x : OperationNode.Of(new Cast(dtype), x);
    }
}
