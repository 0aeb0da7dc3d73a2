using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>How targets, predictions and weights whose ranks differ by one are brought together, as Keras does.</summary>
public static class Alignment
{
    /// <summary>
    /// Two nodes of one rank: (n,) beside (n, 1) becomes (n, 1), and (n, m) beside (n, m, 1) drops the last axis. Others are returned as they are.
    /// Source: <c>squeeze_or_expand_to_same_rank</c> in keras/src/losses/loss.py.
    /// </summary>
    public static (Node A, Node B) SameRank(Node a, Node b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if (a.Shape.Rank == b.Shape.Rank + 1 && a.Shape[-1] == 1) return b.Shape.Rank == 1 ? (a, Append(b)) : (Drop(a), b);
        if (b.Shape.Rank == a.Shape.Rank + 1 && b.Shape[-1] == 1) return a.Shape.Rank == 1 ? (Append(a), b) : (a, Drop(b));
        return (a, b);
    }

    /// <summary>Weights shaped so that they multiply per-sample values: axes of length 1 are added or dropped at the end.</summary>
    /// <exception cref="ArgumentException">The weights do not belong to these values.</exception>
    public static Node Weights(Node values, Node weights)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(weights);
        Node result = Cast(weights, values.DType);
        while (result.Shape.Rank > values.Shape.Rank && result.Shape[-1] == 1) result = Drop(result);
        while (result.Shape.Rank < values.Shape.Rank) result = Append(result);
        for (int axis = 0; axis < values.Shape.Rank; axis++)
        {
            if (result.Shape.Rank != values.Shape.Rank || (result.Shape[axis] != 1 && result.Shape[axis] != values.Shape[axis]))
            {
                throw new ArgumentException($"Sample weights of shape {weights.Shape} do not belong to values of shape {values.Shape}: there must be one weight per sample.", nameof(weights));
            }
        }

        return result;
    }

    /// <summary>
    /// Sample weights with a mask worked in: 0 where the mask is false. For a loss that is a mean, the others grow by all/valid, so that the mean is over those that
    /// count. Source: <c>apply_mask</c> in keras/src/losses/loss.py.
    /// </summary>
    internal static Node Masked(Node? weights, Node mask, DType dtype, bool isMean)
    {
        Node valid = Cast(mask, dtype);
        if (isMean)
        {
            Node count = Sum(valid);
            valid = valid * Where(Equal(count, 0), Like(count, 0), mask.Shape.Size / Maximum(count, 1));
        }

        return weights is null ? valid : valid * Weights(valid, weights);
    }

    private static Node Append(Node x) => Reshape(x, x.Shape.Insert(-1, 1));

    private static Node Drop(Node x) => Reshape(x, x.Shape.Remove(-1));
}
