using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>Tensors joined along an axis, one behind the other. Each receives its part of the upstream gradient.</summary>
/// <param name="axis">The axis, from the front.</param>
public sealed class Concatenate(int axis) : Operation
{
    /// <summary>The axis, from the front.</summary>
    public int Axis => axis;

    /// <inheritdoc/>
    protected override object? Attributes => axis;

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (inputs.Length == 0 || axis < 0 || axis >= inputs[0].Shape.Rank) throw Refuse($"inputs with an axis {axis}", inputs);
        int length = 0;
        foreach (TensorType input in inputs)
        {
            if (input.DType != inputs[0].DType) throw Refuse("inputs of one number type", inputs);
            if (input.Shape.Rank != inputs[0].Shape.Rank || input.Shape.With(axis, 0) != inputs[0].Shape.With(axis, 0)) throw Refuse($"inputs whose lengths are equal along every axis but axis {axis}", inputs);
            length = checked(length + input.Shape[axis]);
        }

        return new TensorType(inputs[0].DType, inputs[0].Shape.With(axis, length));
    }

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    internal override Kernel Bind(Tensor[] inputs, Tensor output)
    {
        long[] strides = output.Shape.Strides();
        var copies = new Kernel[inputs.Length];
        long offset = 0;
        for (int i = 0; i < inputs.Length; i++)
        {
            copies[i] = new StridedCopy(inputs[i], 0, inputs[i].Shape.Strides(), output, offset, strides, inputs[i].Shape.Lengths);
            offset += strides[axis] * inputs[i].Shape[axis];
        }

        return new KernelSequence(copies);
    }

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream)
    {
        var parts = new Node?[node.Inputs.Count];
        int begin = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            int length = node.Inputs[i].Shape[axis];
            parts[i] = Functions.SliceAxis(upstream, axis, begin, begin + length);
            begin += length;
        }

        return parts;
    }

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Call("concatenate", [.. inputs, Formula.Symbol($"axis {axis}")]);

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() =>
    [
        new(new Concatenate(0), new SampleInput([3])),
        new(new Concatenate(0), new SampleInput([2, 3]), new SampleInput([1, 3])),
        new(new Concatenate(1), new SampleInput([2, 1]), new SampleInput([2, 3]), new SampleInput([2, 0])),
        new(new Concatenate(1), new SampleInput([0, 2]), new SampleInput([0, 2])),
        new(new Concatenate(3), new SampleInput([2, 1, 2, 1, 2]), new SampleInput([2, 1, 2, 2, 2])),
    ];
}

public static partial class Functions
{
    /// <summary>Tensors joined along an axis, one behind the other.</summary>
    /// <param name="inputs">One or more, with equal lengths along every other axis.</param>
    /// <param name="axis">The axis; the last by default, as in Keras.</param>
    /// <exception cref="ArgumentException">There is no input, or the shapes or types do not fit.</exception>
    public static Node Concatenate(IReadOnlyList<Node> inputs, int axis = -1)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count == 0) throw new ArgumentException("Concatenate expects at least one input; it received none.", nameof(inputs));
        int index = inputs[0].Shape.Axis(axis);
        return inputs.Count == 1 ? inputs[0] : OperationNode.Of(new Concatenate(index), [.. inputs]);
    }

    /// <summary>Tensors of one shape side by side along a new axis.</summary>
    /// <param name="inputs">One or more of equal shape.</param>
    /// <param name="axis">Where the new axis stands in the result; the first by default, as in Keras.</param>
    /// <exception cref="ArgumentException">There is no input, or the shapes or types differ.</exception>
    public static Node Stack(IReadOnlyList<Node> inputs, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count == 0) throw new ArgumentException("Stack expects at least one input; it received none.", nameof(inputs));
        Shape shape = inputs[0].Shape;
        foreach (Node input in inputs)
        {
            if (input.Shape != shape) throw new ArgumentException($"Stack expects inputs of one shape; it received {shape} and {input.Shape}.", nameof(inputs));
        }

        int index = axis < 0 ? axis + shape.Rank + 1 : axis;
        if (index < 0 || index > shape.Rank) throw new ArgumentOutOfRangeException(nameof(axis), $"A stack of tensors of shape {shape} has {shape.Rank + 1} axes; there is no axis {axis}.");
        return Concatenate([.. inputs.Select(input => Reshape(input, shape.Insert(index, 1)))], index);
    }

    /// <summary>A tensor cut into parts of equal length along an axis.</summary>
    /// <exception cref="ArgumentException">The length is not a multiple of the number of parts.</exception>
    public static IReadOnlyList<Node> Split(Node x, int parts, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        int length = x.Shape[axis];
        if (parts < 1 || length % parts != 0) throw new ArgumentException($"Split cannot cut axis {axis} of {x.Shape} into {parts} equal parts.", nameof(parts));
        return [.. Enumerable.Range(0, parts).Select(part => SliceAxis(x, axis, part * (length / parts), (part + 1) * (length / parts)))];
    }

    /// <summary>A tensor cut along an axis before each of the given indices, as NumPy's split does.</summary>
    /// <param name="x">Any shape with the axis.</param>
    /// <param name="indices">Where parts begin, in rising order; the first part begins at 0.</param>
    /// <param name="axis">The axis.</param>
    public static IReadOnlyList<Node> Split(Node x, IReadOnlyList<int> indices, int axis = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(indices);
        int[] edges = [0, .. indices, x.Shape[axis]];
        return [.. Enumerable.Range(0, indices.Count + 1).Select(part => SliceAxis(x, axis, edges[part], edges[part + 1]))];
    }
}
