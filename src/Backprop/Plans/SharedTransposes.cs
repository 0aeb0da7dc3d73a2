using Backprop.Graphs;
using Backprop.Operations;

namespace Backprop.Plans;

/// <summary>
/// A matrix that several products read transposed (the recurrent kernel, on the way back through all steps) is transposed once for all of them:
/// each product would turn it for itself. So is a convolution's kernel on the way back to the image, where the product is computed in many blocks.
/// The sums of a product are the same for either reading.
/// </summary>
internal static class SharedTransposes
{
    /// <summary>From this many products on, one transposition more is cheaper than turning the matrix in each.</summary>
    private const int Fewest = 3;

    /// <summary>What stands for each node; nodes that are absent stand for themselves.</summary>
    public static NodeMap<Node> Replacements(IReadOnlyList<Node> order)
    {
        var readers = new Dictionary<Node, int>(NodeComparer.Instance);
        foreach (Node node in order)
        {
            if (ReadsTransposed(node) is { } matrix) readers[matrix] = readers.GetValueOrDefault(matrix) + 1;
            if (node is OperationNode { Operation: Fold } fold && ReadsTransposed(Schedule.Root(fold.Inputs[0])) is { } kernel) readers[kernel] = Fewest;
        }

        var replaced = new NodeMap<Node>();
        if (readers.Values.All(count => count < Fewest)) return replaced;
        foreach (Node any in order)
        {
            if (any is not OperationNode node) continue;
            bool shares = ReadsTransposed(node) is { } matrix && readers[matrix] >= Fewest;
            Node[]? inputs = shares ? node.InputSpan.ToArray() : null;
            for (int i = 0; i < node.InputSpan.Length; i++)
            {
                if (!replaced.TryGetValue(node.InputSpan[i], out Node? input)) continue;
                inputs ??= node.InputSpan.ToArray();
                inputs[i] = input;
            }

            if (inputs is null) continue;
            Operation operation = node.Operation;
            if (shares)
            {
                inputs[1] = Functions.Transpose(inputs[1], [1, 0]);
                operation = new MatMul(((MatMul)operation).TransposeA);
            }

            replaced[node] = OperationNode.Of(operation, inputs);
        }

        return replaced;
    }

    private static Node? ReadsTransposed(Node node) => node is OperationNode { Operation: MatMul { TransposeB: true } } product && product.InputSpan[1].Shape.Rank == 2 ? product.InputSpan[1] : null;
}
