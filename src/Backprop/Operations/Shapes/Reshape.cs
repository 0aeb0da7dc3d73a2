using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>The same numbers in the same order under another shape. Nothing is computed or copied; the gradient is reshaped back.</summary>
/// <param name="shape">The new shape, of the same size.</param>
public sealed class Reshape(Shape shape) : Operation
{
    /// <summary>The new shape.</summary>
    public Shape Shape => shape;

    /// <inheritdoc/>
    protected override object? Attributes => shape;

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs.Length == 1 && inputs[0].Shape.Size == shape.Size ? new TensorType(inputs[0].DType, shape) : throw Refuse($"one input of {shape.Size} elements for shape {shape}", inputs);

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => inputs[0].CopyTo(output);

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [Functions.Reshape(upstream, node.Inputs[0].Shape)];

    internal override (int Input, long Offset)? View(OperationNode node) => (0, 0);

    internal override Node? Simplify(OperationNode node) =>
        node.Inputs[0].Shape == shape ? node.Inputs[0]
        : node.Inputs[0] is OperationNode { Operation: Reshape } inner ? Functions.Reshape(inner.Inputs[0], shape)
        : null;

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Call("reshape", inputs[0], Formula.Symbol(shape.ToString()));

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() =>
    [
        new(new Reshape([6]), new SampleInput([2, 3])),
        new(new Reshape([]), new SampleInput([1, 1])),
        new(new Reshape([3, 1, 2, 1, 2]), new SampleInput([4, 3])),
        new(new Reshape([5, 0]), new SampleInput([0])),
    ];
}

public static partial class Functions
{
    /// <summary>The same numbers, row by row, under another shape. One length may be <see cref="Shape.Unknown"/> and follows from the rest.</summary>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static Node Reshape(Node x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        Shape known = Tensor.Infer(shape, x.Shape.Size);
        return known == x.Shape ? x : OperationNode.Of(new Reshape(known), x);
    }
}
