using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// For each element along neighbouring axes, the product of all others: the derivative of <see cref="Product"/>.
/// The product of what stands before an element, times the product of what stands behind it; nothing is divided.
/// </summary>
/// <param name="first">The first axis.</param>
/// <param name="count">The number of axes.</param>
public sealed class ProductOfOthers(int first, int count = 1) : Operation
{
    /// <inheritdoc/>
    protected override object? Attributes => (first, count);

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs) =>
        inputs.Length == 1 && inputs[0].DType != DType.Bool && first >= 0 && count >= 1 && first + count <= inputs[0].Shape.Rank
            ? inputs[0]
            : throw Refuse($"one input of numbers with axes {first} to {first + count - 1}", inputs);

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output)
    {
        (int outer, int length, int inner) = Extents(inputs[0].Shape);
        ProductsOfOthers.Run(inputs[0], output, outer, length, inner);
    }

    /// <summary>
    /// yᵢ is the product of row i of a matrix with 1 on the diagonal and xⱼ elsewhere; so the rule is that of <see cref="Product"/> on the matrix,
    /// the diagonal left out. It takes n² memory for n elements, in second derivatives only.
    /// </summary>
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream)
    {
        Node x = node.Inputs[0];
        (int outer, int length, int inner) = Extents(x.Shape);
        var diagonal = new Tensor(DType.Bool, [length, length, 1]);
        for (int i = 0; i < length; i++) diagonal.AsWritableSpan<bool>()[i * length + i] = true;
        Node matrix = Functions.Where(diagonal, Functions.Like(x, 1), Functions.Reshape(x, [outer, 1, length, inner])); // (outer, i, j, inner)
        Node dMatrix = Functions.Reshape(upstream, [outer, length, 1, inner]) * OperationNode.Of(new ProductOfOthers(2), matrix);
        return [Functions.Reshape(Functions.Sum(Functions.Where(diagonal, Functions.Like(x, 0), dMatrix), [1]), x.Shape)];
    }

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Call("productOfOthers", inputs[0], Formula.Symbol(count == 1 ? $"axis {first}" : $"axes {first}–{first + count - 1}"));

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() =>
    [
        new(new ProductOfOthers(0), new SampleInput([4])),
        new(new ProductOfOthers(0), new SampleInput([1])),
        new(new ProductOfOthers(1), new SampleInput([2, 3, 2])),
        new(new ProductOfOthers(1, 2), new SampleInput([2, 2, 2, 2])),
        new(new ProductOfOthers(0), new SampleInput([0, 2])),
    ];

    private (int Outer, int Length, int Inner) Extents(Shape shape) =>
        (checked((int)shape[..first].Size), checked((int)shape[first..(first + count)].Size), checked((int)shape[(first + count)..].Size));
}
