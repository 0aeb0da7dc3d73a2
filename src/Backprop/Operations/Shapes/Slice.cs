using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// A regular part of a tensor: along each axis <c>counts</c> elements at begin, begin + step, begin + 2·step …; steps may be negative.
/// The gradient is laid back into zeros: <see cref="Pad"/> with the same geometry.
/// </summary>
public sealed class Slice : Operation
{
    private readonly SliceGeometry _geometry;

    /// <summary>A slice with a begin, a count and a step for every axis.</summary>
    /// <param name="begins">The index of the first element along each axis, from the front.</param>
    /// <param name="counts">How many elements along each axis.</param>
    /// <param name="steps">How far apart they lie; not 0.</param>
    /// <exception cref="ArgumentException">The lists differ in length, or a step is 0.</exception>
    public Slice(IReadOnlyList<int> begins, Shape counts, IReadOnlyList<int> steps) => _geometry = new SliceGeometry(begins, counts, steps);

    /// <inheritdoc/>
    protected override object? Attributes => _geometry;

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs.Length == 1 && _geometry.LiesWithin(inputs[0].Shape) ? new TensorType(inputs[0].DType, _geometry.Counts) : throw Refuse($"one input that contains the slice {_geometry}", inputs);

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    internal override Kernel Bind(Tensor[] inputs, Tensor output) =>
        new StridedCopy(inputs[0], _geometry.Offset(inputs[0].Shape), _geometry.Strides(inputs[0].Shape), output, 0, output.Shape.Strides(), output.Shape.Lengths);

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) =>
        [OperationNode.Of(new Pad(node.Inputs[0].Shape, [.. _geometry.Begins.Values], [.. _geometry.Steps.Values]), upstream)];

    internal override (int Input, long Offset)? View(OperationNode node) => _geometry.IsOneRun(node.Inputs[0].Shape) ? (0, _geometry.Offset(node.Inputs[0].Shape)) : null;

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Postfix(inputs[0], $"[{_geometry}]");

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() =>
    [
        new(new Slice([], [], []), new SampleInput([])),
        new(new Slice([1], [2], [1]), new SampleInput([4])),
        new(new Slice([4], [3], [-2]), new SampleInput([5])),
        new(new Slice([1, 0], [1, 3], [1, 1]), new SampleInput([2, 3])),
        new(new Slice([0, 2], [2, 2], [1, -1]), new SampleInput([2, 3])),
        new(new Slice([0, 1], [2, 0], [1, 1]), new SampleInput([2, 3])),
        new(new Slice([0, 0, 1, 0, 1], [2, 1, 1, 1, 2], [1, 1, 1, 1, 2]), new SampleInput([2, 1, 2, 1, 4])),
    ];
}

public static partial class Functions
{
    /// <summary>
    /// A part of a tensor, with Python's rules: from begin up to but without end, by steps; negative begins and ends count from the end,
    /// and what sticks out is cut off. Axes beyond the lists are taken whole.
    /// </summary>
    /// <param name="x">Any shape.</param>
    /// <param name="begins">The first index along each axis; null stands for the edge where the steps start.</param>
    /// <param name="ends">The index at which to stop along each axis; null stands for "to the edge".</param>
    /// <param name="steps">The steps along each axis; 1 when none are given. A step of −1 reverses an axis.</param>
    /// <exception cref="ArgumentException">More entries than axes, or a step is 0.</exception>
    public static Node Slice(Node x, IReadOnlyList<int?> begins, IReadOnlyList<int?> ends, IReadOnlyList<int>? steps = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(begins);
        ArgumentNullException.ThrowIfNull(ends);
        Shape shape = x.Shape;
        int given = Math.Max(Math.Max(begins.Count, ends.Count), steps?.Count ?? 0);
        if (given > shape.Rank) throw new ArgumentException($"A slice of {shape} has at most {shape.Rank} entries; it received {given}.");
        (int[] first, int[] counts, int[] step) = (new int[shape.Rank], new int[shape.Rank], new int[shape.Rank]);
        for (int axis = 0; axis < shape.Rank; axis++)
        {
            step[axis] = steps is not null && axis < steps.Count ? steps[axis] : 1;
            (first[axis], counts[axis]) = SliceGeometry.Resolve(shape[axis], axis < begins.Count ? begins[axis] : null, axis < ends.Count ? ends[axis] : null, step[axis]);
        }

        return Part(x, first, Shape.Create(counts), step);
    }

    /// <summary>The part of a tensor between two indices of one axis: <c>SliceAxis(x, 0, 2, 5)</c> is the rows 2, 3 and 4.</summary>
    /// <inheritdoc cref="Slice(Node, IReadOnlyList{int?}, IReadOnlyList{int?}, IReadOnlyList{int}?)"/>
    /// <param name="x">Any shape with the axis.</param>
    /// <param name="axis">The axis; negative ones count from the end.</param>
    /// <param name="begin">The first index; null stands for the edge where the steps start.</param>
    /// <param name="end">The index at which to stop; null stands for "to the edge".</param>
    /// <param name="step">The step; −1 reverses the axis.</param>
    public static Node SliceAxis(Node x, int axis, int? begin, int? end, int step = 1)
    {
        ArgumentNullException.ThrowIfNull(x);
        axis = x.Shape.Axis(axis);
        (int first, int count) = SliceGeometry.Resolve(x.Shape[axis], begin, end, step);
        (int[] begins, int[] steps) = (new int[x.Shape.Rank], new int[x.Shape.Rank]);
        Array.Fill(steps, 1);
        (begins[axis], steps[axis]) = (first, step);
        return Part(x, begins, x.Shape.With(axis, count), steps);
    }

    private static Node Part(Node x, int[] begins, Shape counts, int[] steps) =>
        counts == x.Shape && Array.TrueForAll(steps, step => step == 1) ? x : OperationNode.Of(new Slice(begins, counts, steps), x);
}
