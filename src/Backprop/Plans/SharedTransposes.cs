using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Operations;

namespace Backprop.Plans;

/// <summary>
/// A matrix that several products read transposed (the recurrent kernel, on the way back through all steps) is transposed once for all of them:
/// each product would turn it for itself. So is a convolution's kernel on the way back to the image, where the product is computed in many blocks.
/// The sums of a product are the same for either reading, but for very few rows (<see cref="MatrixProduct.HasOwnSums"/>), which are left alone.
/// </summary>
internal sealed class SharedTransposes
{
    /// <summary>From this many products on, one transposition more is cheaper than turning the matrix in each.</summary>
    private const int Fewest = 3;

    private readonly NodeMap<int> _readers = new();

    /// <param name="order">The expressions as they are written.</param>
    public SharedTransposes(IReadOnlyList<Node> order)
    {
        foreach (Node node in order)
        {
            if (ReadsTransposed(node) is { } matrix) _readers.Slot(matrix)++;
            if (node is OperationNode { Operation: Fold } fold && ReadsTransposed(Schedule.Root(fold.InputSpan[0])) is { } kernel) _readers.Slot(kernel) = Fewest;
        }
    }

    /// <summary>What is computed for a node: the product with the transposed matrix, where that is shared; otherwise the node as it was simplified.</summary>
    public Node Applied(OperationNode written, Node simplified)
    {
        if (ReadsTransposed(written) is not { } matrix || _readers[matrix] < Fewest || ReadsTransposed(simplified) is not { } turned) return simplified;
        var product = (OperationNode)simplified;
        return OperationNode.Of(new MatMul(((MatMul)product.Operation).TransposeA), product.InputSpan[0], Functions.Transpose(turned, [1, 0]));
    }

    private static Node? ReadsTransposed(Node node)
    {
        if (node is not OperationNode { Operation: MatMul { TransposeB: true } } product || product.InputSpan[1] is not { Shape.Rank: 2 } matrix) return null;
        return MatrixProduct.HasOwnSums(node.Shape[-2], node.Shape[-1], matrix.Shape[1]) ? null : matrix;
    }
}
