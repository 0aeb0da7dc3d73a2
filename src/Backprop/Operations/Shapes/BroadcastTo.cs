using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// Repeats a tensor along axes of length 1, and along new axes in front, up to a shape.
/// The gradient of each element is the sum over its copies, which the engine writes wherever broadcasting happened.
/// </summary>
/// <param name="shape">The larger shape.</param>
public sealed class BroadcastTo(Shape shape) : Operation
{
    /// <summary>The larger shape.</summary>
    public Shape Shape => shape;

    /// <inheritdoc/>
    protected override object? Attributes => shape;

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (inputs.Length != 1) throw Refuse("one input", inputs);
        return Shape.Broadcast(inputs[0].Shape, shape) == shape ? new TensorType(inputs[0].DType, shape) : throw Refuse($"a shape that broadcasts to {shape}", inputs);
    }

    /// <inheritdoc/>
    public override unsafe void Compute(ReadOnlySpan<Tensor> inputs, Tensor output)
    {
        var broadcast = new Broadcast(inputs[0].Shape, shape);
        if (output.DType == DType.Bool)
        {
            for (int i = 0; i < output.Size; i++) output.Pointer[i] = inputs[0].Pointer[broadcast.Offset(i)];
        }
        else
        {
            broadcast.Load(inputs[0], output.Pointer, 0, output.Size, output.DType);
        }
    }

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream];

    internal override Node? Simplify(OperationNode node) =>
        node.Inputs[0].Shape == shape ? node.Inputs[0]
        : node.Inputs[0] is OperationNode { Operation: BroadcastTo } inner ? Functions.BroadcastTo(inner.Inputs[0], shape)
        : null;

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Call("broadcast", inputs[0], Formula.Symbol(shape.ToString()));

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() =>
    [
        new(new BroadcastTo([2, 3]), new SampleInput([3])),
        new(new BroadcastTo([2, 3]), new SampleInput([2, 1])),
        new(new BroadcastTo([4]), new SampleInput([])),
        new(new BroadcastTo([0, 2]), new SampleInput([1, 2])),
        new(new BroadcastTo([2, 2, 3, 1, 2]), new SampleInput([3, 1, 1])),
    ];
}

public static partial class Functions
{
    /// <summary>x repeated up to a shape, by NumPy's broadcasting rules.</summary>
    /// <exception cref="ArgumentException">x does not broadcast to the shape.</exception>
    public static Node BroadcastTo(Node x, Shape shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Shape == shape ? x : OperationNode.Of(new BroadcastTo(shape), x);
    }
}
