using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>The same numbers in another number type: rounded to the nearest float, towards zero for integers; bool is "not zero". The gradient is cast back.</summary>
/// <param name="dtype">The type of the result.</param>
public sealed class Cast(DType dtype) : Operation
{
    /// <summary>The type of the result.</summary>
    public DType DType => dtype;

    /// <inheritdoc/>
    protected override object? Attributes => dtype;

    /// <inheritdoc/>
    public override string? NotDifferentiable => dtype.IsFloat ? null : "whole numbers and truth values jump";

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) => inputs.Length == 1 ? new TensorType(dtype, inputs[0].Shape) : throw Refuse("one input", inputs);

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Tensor.Convert(inputs[0], output);

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [node.Inputs[0].DType.IsFloat ? Functions.Cast(upstream, node.Inputs[0].DType) : null];

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Call(dtype.KerasName, inputs);

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() =>
    [
        new(new Cast(DType.Float64), new SampleInput([2, 3])),
        new(new Cast(DType.Int32), new SampleInput([3])) { IsSmooth = false },
    ];
}

public static partial class Functions
{
    /// <summary>x in another number type; x itself when it has that type.</summary>
    public static Node Cast(Node x, DType dtype)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.DType == dtype ? x : OperationNode.Of(new Cast(dtype), x);
    }
}
