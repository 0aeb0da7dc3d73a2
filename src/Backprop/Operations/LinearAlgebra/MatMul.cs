using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// The matrix product y = a·b of the last two axes, (…, m, k) times (…, k, n); the axes before them are batches and broadcast.
/// Either factor may be read transposed, which is how the gradient rule needs them: dA = dY·Bᵀ and dB = Aᵀ·dY.
/// </summary>
/// <param name="transposeA">Whether a is stored as (…, k, m).</param>
/// <param name="transposeB">Whether b is stored as (…, n, k).</param>
public sealed class MatMul(bool transposeA = false, bool transposeB = false) : Operation
{
    /// <summary>Whether a is stored as (…, k, m).</summary>
    public bool TransposeA => transposeA;

    /// <summary>Whether b is stored as (…, n, k).</summary>
    public bool TransposeB => transposeB;

    /// <inheritdoc/>
    protected override object? Attributes => (transposeA, transposeB);

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        const string Expected = "two matrices (…, m, k) and (…, k, n) of one float type";
        if (inputs.Length != 2 || inputs[0].DType != inputs[1].DType || !inputs[0].DType.IsFloat || inputs[0].Shape.Rank < 2 || inputs[1].Shape.Rank < 2) throw Refuse(Expected, inputs);
        (Shape a, Shape b) = (inputs[0].Shape, inputs[1].Shape);
        if (a[transposeA ? -2 : -1] != b[transposeB ? -1 : -2]) throw Refuse($"{Expected}; the inner lengths are {a[transposeA ? -2 : -1]} and {b[transposeB ? -1 : -2]}", inputs);
        Shape batch = Shape.Broadcast(a[..^2], b[..^2]);
        return new TensorType(inputs[0].DType, batch.Concat([a[transposeA ? -1 : -2], b[transposeB ? -2 : -1]]));
    }

    /// <inheritdoc/>
    public override void Compute(ReadOnlySpan<Tensor> inputs, Tensor output) => Bind([.. inputs], output).Run();

    internal override Kernel Bind(Tensor[] inputs, Tensor output) => Bind(inputs[0], inputs[1], output, null);

    /// <summary>The kernel for the product and what is added to it.</summary>
    internal Kernel Bind(Tensor a, Tensor b, Tensor output, ProductAddend? addend) => output.DType == DType.Float32
        ? new MatrixProductKernel<float>(a, transposeA, b, transposeB, output, addend)
        : new MatrixProductKernel<double>(a, transposeA, b, transposeB, output, addend);

    internal override SmallCall? BindSmall(Tensor[] inputs, Tensor output, ISmallMemory memory) => output.DType == DType.Float32
        ? SmallCallBuilder.Product<float>(memory, inputs[0], transposeA, inputs[1], transposeB, output)
        : SmallCallBuilder.Product<double>(memory, inputs[0], transposeA, inputs[1], transposeB, output);

    internal override long MultiplyAdds(OperationNode node) => node.Shape.Size * node.Inputs[0].Shape[transposeA ? -2 : -1];

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream)
    {
        (Node a, Node b) = (node.Inputs[0], node.Inputs[1]);
        Node dA = transposeA ? Of(b, transposeB, upstream, true) : Of(upstream, false, b, !transposeB);
        Node dB = transposeB ? Of(upstream, true, a, transposeA) : Of(a, !transposeA, upstream, false);
        return [dA, dB];

        static Node Of(Node a, bool transposeA, Node b, bool transposeB) => OperationNode.Of(new MatMul(transposeA, transposeB), a, b);
    }

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Infix("@", transposeA ? Formula.Postfix(inputs[0], "ᵀ") : inputs[0], transposeB ? Formula.Postfix(inputs[1], "ᵀ") : inputs[1]);

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() =>
        from transposes in new[] { (false, false), (true, false), (false, true), (true, true) }
        from batches in new (Shape A, Shape B)[] { ([], []), ([2], [2]), ([2, 1], [3]), ([0], []), ([], [1, 2, 1]) }
        from sizes in new (int M, int K, int N)[] { (2, 3, 2), (1, 1, 1), (3, 0, 2), (1, 4, 5) }
        select new Sample(
            new MatMul(transposes.Item1, transposes.Item2),
            new SampleInput(batches.A.Concat(transposes.Item1 ? [sizes.K, sizes.M] : [sizes.M, sizes.K])),
            new SampleInput(batches.B.Concat(transposes.Item2 ? [sizes.N, sizes.K] : [sizes.K, sizes.N])));
}

public static partial class Functions
{
    /// <summary>
    /// The matrix product. As in NumPy, a vector on the left is a row, on the right a column, and the extra axis is dropped from the result;
    /// axes before the last two are batches and broadcast.
    /// </summary>
    /// <param name="a">(…, m, k) or (k,).</param>
    /// <param name="b">(…, k, n) or (k,).</param>
    /// <returns>(…, m, n), without m or n where the factor was a vector.</returns>
    /// <exception cref="ArgumentException">The inner lengths differ, or a factor is a single number.</exception>
    public static Node MatMul(Node a, Node b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Shape.Rank == 0 || b.Shape.Rank == 0) throw new ArgumentException($"MatMul expects matrices or vectors; it received {a.Type} and {b.Type}. For a single number, use *.");
        if (a.Shape.Rank == 1)
        {
            Node row = MatMul(Reshape(a, [1, a.Shape[0]]), b);
            return Reshape(row, b.Shape.Rank == 1 ? [] : row.Shape.Remove(-2));
        }

        if (b.Shape.Rank == 1)
        {
            Node column = MatMul(a, Reshape(b, [b.Shape[0], 1]));
            return Reshape(column, column.Shape.Remove(-1));
        }

        // One matrix for the whole batch: one product of all rows.
        if (a.Shape.Rank > 2 && b.Shape.Rank == 2)
        {
            Node rows = OperationNode.Of(new MatMul(), Reshape(a, [checked((int)a.Shape[..^1].Size), a.Shape[-1]]), b);
            return Reshape(rows, a.Shape[..^1].Concat([b.Shape[1]]));
        }

        return OperationNode.Of(new MatMul(), a, b);
    }
}
