using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>The axes in another order: axis i of the result is axis <c>permutation[i]</c> of the input. The gradient is put back in order.</summary>
public sealed class Transpose : Operation
{
    private readonly Integers _permutation;

    /// <summary>A transposition.</summary>
    /// <param name="permutation">Each axis of the input once, in the order of the result.</param>
    /// <exception cref="ArgumentException">An axis is missing or stands twice.</exception>
    public Transpose(params int[] permutation)
    {
        ArgumentNullException.ThrowIfNull(permutation);
        for (int axis = 0; axis < permutation.Length; axis++)
        {
            if (!permutation.Contains(axis)) throw new ArgumentException($"({string.Join(", ", permutation)}) is not an order of {permutation.Length} axes: axis {axis} is missing.", nameof(permutation));
        }

        _permutation = new Integers([.. permutation]);
    }

    /// <summary>The axes of the input in the order of the result.</summary>
    public IReadOnlyList<int> Permutation => _permutation.Values.ToArray();

    /// <inheritdoc/>
    protected override object? Attributes => _permutation;

    /// <summary>The order that puts the axes back.</summary>
    internal int[] Inverse
    {
        get
        {
            var inverse = new int[_permutation.Count];
            for (int axis = 0; axis < inverse.Length; axis++) inverse[_permutation[axis]] = axis;
            return inverse;
        }
    }

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (inputs.Length != 1 || inputs[0].Shape.Rank != _permutation.Count) throw Refuse($"one input of {_permutation.Count} axes", inputs);
        var lengths = new int[_permutation.Count];
        for (int axis = 0; axis < lengths.Length; axis++) lengths[axis] = inputs[0].Shape[_permutation[axis]];
        return new TensorType(inputs[0].DType, Shape.Create(lengths));
    }

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    internal override Kernel Bind(Tensor[] inputs, Tensor output)
    {
        long[] strides = inputs[0].Shape.Strides();
        var permuted = new long[strides.Length];
        for (int axis = 0; axis < permuted.Length; axis++) permuted[axis] = strides[_permutation[axis]];
        return new StridedCopy(inputs[0], 0, permuted, output, 0, output.Shape.Strides(), output.Shape.Lengths);
    }

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [Functions.Transpose(upstream, Inverse)];

    // Where only axes of length 1 move, the numbers stay where they are.
    internal override (int Input, long Offset)? View(OperationNode node)
    {
        int last = -1;
        foreach (int axis in _permutation.Values)
        {
            if (node.Inputs[0].Shape[axis] == 1) continue;
            if (axis < last) return null;
            last = axis;
        }

        return (0, 0);
    }

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) =>
        _permutation.Equals(new Integers(1, 0)) ? Formula.Postfix(inputs[0], "ᵀ") : Formula.Call("transpose", inputs[0], Formula.Symbol(_permutation.ToString()));

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() =>
    [
        new(new Transpose(), new SampleInput([])),
        new(new Transpose(0), new SampleInput([3])),
        new(new Transpose(1, 0), new SampleInput([2, 3])),
        new(new Transpose(1, 0), new SampleInput([1, 4])),
        new(new Transpose(1, 0), new SampleInput([0, 2])),
        new(new Transpose(2, 0, 1), new SampleInput([2, 3, 2])),
        new(new Transpose(0, 2, 3, 1), new SampleInput([2, 2, 1, 3])),
        new(new Transpose(4, 1, 3, 0, 2), new SampleInput([2, 1, 2, 3, 1])),
    ];
}

public static partial class Functions
{
    /// <summary>The axes in another order; in reverse order when none is given, so that a matrix is transposed.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">Each axis once, in the order of the result; negative ones count from the end.</param>
    /// <exception cref="ArgumentException">An axis is missing or stands twice.</exception>
    public static Node Transpose(Node x, IReadOnlyList<int>? axes = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        int[] permutation = axes is null ? [.. Enumerable.Range(0, x.Shape.Rank).Reverse()] : [.. axes.Select(x.Shape.Axis)];
        if (permutation.Length != x.Shape.Rank) throw new ArgumentException($"Transpose expects all {x.Shape.Rank} axes of {x.Shape}; it received ({string.Join(", ", permutation)}).", nameof(axes));
        if (x is OperationNode { Operation: Transpose inner } node)
        {
            // Two transpositions are one.
            permutation = [.. permutation.Select(axis => inner.Permutation[axis])];
            x = node.Inputs[0];
        }

        return permutation.SequenceEqual(Enumerable.Range(0, permutation.Length)) ? x : OperationNode.Of(new Transpose(permutation), x);
    }
}
