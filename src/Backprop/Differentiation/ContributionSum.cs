using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Differentiation;

/// <summary>
/// The sum of what the consumers of a node contribute to its gradient, written with as little work as its form allows. Three forms occur wherever
/// one thing is used many times, as in a network unrolled over T steps, and would cost T passes over the whole:
/// <list type="bullet">
/// <item><description>parts of a sequence, each laid between zeros: they are put side by side, once;</description></item>
/// <item><description>the gradient of a shared matrix, Σₜ aₜᵀ·bₜ: one product of stacks, (a₁; a₂; …)ᵀ·(b₁; b₂; …);</description></item>
/// <item><description>the gradient of a shared bias, Σₜ Σ xₜ: one sum over a stack.</description></item>
/// </list>
/// Everything else is added from left to right.
/// </summary>
internal static class ContributionSum
{
    /// <summary>A stack costs a copy of the factors, a sum a pass over the products: from this many on the stack is cheaper for any sensible shape.</summary>
    private const int FewestStacked = 3;

    /// <summary>The sum of nodes of one shape.</summary>
    public static Node Of(List<Node> contributions)
    {
        if (contributions.Count > 1) contributions = Joined(contributions);
        if (contributions.Count >= FewestStacked) contributions = StackedSums(StackedProducts(contributions));
        Node sum = contributions[0];
        for (int i = 1; i < contributions.Count; i++) sum += contributions[i];
        return sum;
    }

    /// <summary>Parts between zeros that stand along the same axis without overlapping become one concatenation; windows that overlap become several.</summary>
    private static List<Node> Joined(List<Node> contributions)
    {
        var rest = new List<Node>();
        var rows = new List<Row>();
        var parts = new List<(int Axis, int Begin, Node Padded, Node Part)>();
        foreach (Node node in contributions)
        {
            if (node is OperationNode { Operation: Pad pad } padded && pad.Stretch(padded.Inputs[0].Shape) is { } stretch) parts.Add((stretch.Axis, stretch.Begin, node, padded.Inputs[0]));
            else rest.Add(node);
        }

        foreach ((int axis, int begin, Node padded, Node part) in parts.OrderBy(part => part.Begin))
        {
            Row? row = rows.Find(row => row.Axis == axis && row.End <= begin);
            if (row is null) rows.Add(row = new Row(axis));
            row.Parts.Add((begin, padded, part));
            row.End = begin + part.Shape[axis];
        }

        return [.. rest, .. rows.Select(row => row.Parts.Count == 1 ? row.Parts[0].Padded : Concatenated(row))];
    }

    private static Node Concatenated(Row row)
    {
        Shape whole = row.Parts[0].Padded.Shape;
        var pieces = new List<Node>();
        int at = 0;
        foreach ((int begin, _, Node part) in row.Parts)
        {
            FillTo(begin);
            pieces.Add(part);
            at = begin + part.Shape[row.Axis];
        }

        FillTo(whole[row.Axis]);
        return Functions.Concatenate(pieces, row.Axis);

        void FillTo(int end)
        {
            if (end > at) pieces.Add(Functions.BroadcastTo(Functions.Like(row.Parts[0].Part, 0), whole.With(row.Axis, end - at)));
        }
    }

    /// <summary>Σₜ aₜᵀ·bₜ as one product.</summary>
    private static List<Node> StackedProducts(List<Node> contributions) => Stacked(
        contributions,
        node => node.Operation is MatMul { TransposeA: true, TransposeB: false } && node.Shape.Rank == 2 && node.Inputs.All(input => input.Shape.Rank == 2) ? node.Operation : null,
        products => OperationNode.Of(products[0].Operation, Stack(products.Select(product => product.Inputs[0])), Stack(products.Select(product => product.Inputs[1]))));

    /// <summary>Sums over a first axis as one sum, under the reshapes that lead to the node's shape.</summary>
    private static List<Node> StackedSums(List<Node> contributions) => Stacked(
        contributions,
        node => Reduced(node) is { } sum ? (sum.Operation, sum.Inputs[0].Shape.With(0, 0)) : null,
        nodes => Functions.Reshape(OperationNode.Of(Reduced(nodes[0])!.Operation, Stack(nodes.Select(node => Reduced(node)!.Inputs[0]))), nodes[0].Shape));

    /// <summary>The sum over the first axis, and perhaps those behind it, that a node is.</summary>
    private static OperationNode? Reduced(Node node)
    {
        while (node is OperationNode { Operation: Reshape } reshape) node = reshape.Inputs[0];
        return node is OperationNode { Operation: Sum { First: 0 } } sum && sum.Inputs[0].Shape.Rank > 0 ? sum : null;
    }

    /// <summary>
    /// Tensors one below the other. Contributions come from the last use to the first; the stack goes forward in time, with an axis for the steps,
    /// so that it is the very node that the parts of a sequence are joined to.
    /// </summary>
    private static Node Stack(IEnumerable<Node> parts)
    {
        List<Node> forward = [.. parts.Reverse()];
        Shape shape = forward[0].Shape;
        return forward.TrueForAll(part => part.Shape == shape)
            ? Functions.Reshape(Functions.Stack(forward), shape.With(0, checked(forward.Count * shape[0])))
            : Functions.Concatenate(forward, 0);
    }

    private static List<Node> Stacked(List<Node> contributions, Func<OperationNode, object?> kind, Func<List<OperationNode>, Node> stack)
    {
        var rest = new List<Node>();
        var alike = new Dictionary<object, List<OperationNode>>();
        foreach (Node node in contributions)
        {
            if (node is not OperationNode operation || kind(operation) is not { } key) rest.Add(node);
            else if (alike.TryGetValue(key, out List<OperationNode>? list)) list.Add(operation);
            else alike[key] = [operation];
        }

        foreach (List<OperationNode> list in alike.Values)
        {
            if (list.Count < FewestStacked) rest.AddRange(list);
            else rest.Add(stack(list));
        }

        return rest;
    }

    /// <summary>Parts that stand behind one another along an axis.</summary>
    private sealed class Row(int axis)
    {
        public int Axis => axis;

        public int End { get; set; }

        public List<(int Begin, Node Padded, Node Part)> Parts { get; } = [];
    }
}
