using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// Lays a tensor into a larger one that is filled with a value: along each axis at begin, begin + step, begin + 2·step …
/// With steps of 1 it is padding; with others it undoes a <see cref="Slice"/>. The gradient is the slice with the same geometry.
/// </summary>
public sealed class Pad : Operation
{
    private readonly Shape _shape;
    private readonly Integers _begins, _steps;
    private readonly double _value;

    /// <summary>Padding with a begin and a step for every axis.</summary>
    /// <param name="shape">The shape of the result.</param>
    /// <param name="begins">Where the first element lies along each axis.</param>
    /// <param name="steps">How far apart the elements lie; not 0.</param>
    /// <param name="value">What stands in between and around.</param>
    public Pad(Shape shape, IReadOnlyList<int> begins, IReadOnlyList<int> steps, double value = 0)
    {
        ArgumentNullException.ThrowIfNull(begins);
        ArgumentNullException.ThrowIfNull(steps);
        (_shape, _begins, _steps, _value) = (shape, new Integers([.. begins]), new Integers([.. steps]), value);
    }

    /// <inheritdoc/>
    protected override object? Attributes => (_shape, _begins, _steps, _value);

    /// <summary>Where a part stands that fills a stretch of one axis and all of the others, between zeros: the axis and the begin; null for any other padding.</summary>
    internal (int Axis, int Begin)? Stretch(Shape part)
    {
        if (_value != 0) return null;
        int found = -1;
        for (int axis = 0; axis < part.Rank; axis++)
        {
            if (_steps[axis] != 1) return null;
            if (part[axis] == _shape[axis]) continue;
            if (found >= 0) return null;
            found = axis;
        }

        return found < 0 ? null : (found, _begins[found]);
    }

    private SliceGeometry Geometry(Shape part) => new([.. _begins.Values], part, [.. _steps.Values]);

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs.Length == 1 && inputs[0].Shape.Rank == _begins.Count && _steps.Count == _begins.Count && Geometry(inputs[0].Shape).LiesWithin(_shape)
            ? new TensorType(inputs[0].DType, _shape)
            : throw Refuse($"one input that fits into {_shape} at {_begins} with steps {_steps}", inputs);

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    internal override Kernel Bind(Tensor[] inputs, Tensor output)
    {
        SliceGeometry geometry = Geometry(inputs[0].Shape);
        var copy = new StridedCopy(inputs[0], 0, inputs[0].Shape.Strides(), output, geometry.Offset(_shape), geometry.Strides(_shape), inputs[0].Shape.Lengths);
        return new KernelSequence(new FillKernel(output, _value), copy);
    }

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [OperationNode.Of(new Slice([.. _begins.Values], node.Inputs[0].Shape, [.. _steps.Values]), upstream)];

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Call("pad", inputs[0], Formula.Symbol(_shape.ToString()));

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() =>
    [
        new(new Pad([], [], []), new SampleInput([])),
        new(new Pad([5], [1], [1], 7), new SampleInput([3])),
        new(new Pad([5], [4], [-2]), new SampleInput([3])),
        new(new Pad([3, 4], [1, 0], [1, 2]), new SampleInput([2, 2])),
        new(new Pad([2, 3], [0, 0], [1, 1]), new SampleInput([2, 0])),
        new(new Pad([2, 2, 1, 3, 2], [0, 1, 0, 1, 0], [1, 1, 1, 1, 1]), new SampleInput([2, 1, 1, 2, 2])),
    ];
}

public static partial class Functions
{
    /// <summary>A tensor with a margin of one value around it.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="margins">For each axis, how many elements to add before and after.</param>
    /// <param name="value">What the margin is filled with. Default 0.</param>
    /// <exception cref="ArgumentException">The number of margins is not the rank, or one is negative.</exception>
    public static Node Pad(Node x, IReadOnlyList<(int Before, int After)> margins, double value = 0)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(margins);
        if (margins.Count != x.Shape.Rank || margins.Any(margin => margin.Before < 0 || margin.After < 0)) throw new ArgumentException($"Pad expects {x.Shape.Rank} margins of 0 or more for {x.Shape}; it received ({string.Join(", ", margins)}).", nameof(margins));
        Shape shape = Shape.Create([.. margins.Select((margin, axis) => checked(margin.Before + x.Shape[axis] + margin.After))]);
        return shape == x.Shape ? x : OperationNode.Of(new Pad(shape, [.. margins.Select(margin => margin.Before)], [.. margins.Select(_ => 1)], value), x);
    }
}
