using Backprop.Graphs;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>Which key a query may look at: true where it may. Shapes are (batch, queries, keys), with 1 where it is the same for all.</summary>
internal static class AttentionMask
{
    // What Keras puts in place of a score that does not count: 0.7 times the largest bfloat16, below 0.
    private const double Nothing = -0.7 * 3.38953e38;

    /// <summary>Query t may look at keys 0 … t: shape (1, queries, keys).</summary>
    public static Node Causal(int queries, int keys)
    {
        var allowed = new bool[checked(queries * keys)];
        for (int query = 0; query < queries; query++) allowed.AsSpan(query * keys, Math.Min(query + 1, keys)).Fill(true);
        return Constant.Of(Tensor.From(allowed, [1, queries, keys]));
    }

    /// <summary>The masks of queries (batch, queries), of values and keys (batch, keys), and those of whole shape, all together; null where there are none.</summary>
    public static Node? Combine(Node? query, Node? value, Node? key, params Node?[] whole)
    {
        Node? all = null;
        if (query is not null) And(Reshape(query, query.Shape.Insert(-1, 1)));
        if (value is not null) And(Reshape(value, value.Shape.Insert(value.Shape.Rank - 1, 1)));
        if (key is not null) And(Reshape(key, key.Shape.Insert(key.Shape.Rank - 1, 1)));
        foreach (Node? mask in whole)
        {
            if (mask is not null) And(mask);
        }

        return all;

        void And(Node mask)
        {
            Node truth = Cast(mask, DType.Bool);
            all = all is null ? truth : LogicalAnd(all, truth);
        }
    }

    /// <summary>Scores that do not count are replaced: a query that may look at nothing looks at everything alike.</summary>
    public static Node Replace(Node scores, Node mask) => Where(mask, scores, Like(scores, Nothing));

    /// <summary>Scores that do not count are lowered by 10⁹.</summary>
    public static Node Lower(Node scores, Node mask) => Subtract(scores, Multiply(Cast(LogicalNot(mask), scores.DType), Like(scores, 1e9)));
}
