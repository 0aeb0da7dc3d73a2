using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;

namespace Backprop.Activations;

/// <summary>
/// max(x − τ, 0) along an axis, where τ is chosen so that only the largest elements stay above 0.
/// With the elements in falling order z₁ ≥ z₂ ≥ … and their running sums C₁, C₂, …, the k elements with zᵢ &gt; (Cᵢ − 1)/i support the result,
/// and τ = (C₁ + … + C_k − 1)/k. Source: <c>sparsemax</c> in Keras' backends.
/// </summary>
/// <remarks>
/// Keras adds up the running sums where the paper (A. Martins, R. Astudillo 2016) has the last one, τ = (C_k − 1)/k. This is Keras' function, so that its models
/// give the same numbers here; results add up to 1 as in the paper where k = 1, and in general not otherwise.
/// <para>The order is found by comparing each two elements of a row: time and memory grow with the square of the axis' length.</para>
/// </remarks>
/// <param name="axis">The axis. Default −1.</param>
public sealed class Sparsemax(int axis = -1) : ActivationFunction
{
    /// <summary>The axis along which elements compete.</summary>
    public int Axis => axis;

    private protected override bool HasDefaultArguments => axis == -1;

    /// <inheritdoc/>
    public override Node Apply(Node x)
    {
        ArgumentNullException.ThrowIfNull(x);
        int[] order = [.. Enumerable.Range(0, x.Shape.Rank)];
        int last = order.Length - 1, at = x.Shape.Axis(axis);
        (order[at], order[last]) = (last, at);
        return Functions.Transpose(AlongLast(Functions.Transpose(x, order)), order);
    }

    private static Node AlongLast(Node x)
    {
        int length = x.Shape[-1];
        Node own = Functions.Reshape(x, x.Shape.Insert(-1, 1));
        Node other = Functions.Reshape(x, x.Shape.Insert(x.Shape.Rank - 1, 1));
        int[] places = [.. Enumerable.Range(0, length)];

        // What stands before an element, itself included, when a row is sorted; of equal elements the first comes first.
        Node isNotLater = Functions.LessEqual(Constant.Of(Tensor.From(places, [1, length])), Constant.Of(Tensor.From(places, [length, 1])));
        Node isBefore = Functions.LogicalOr(Functions.Greater(other, own), Functions.LogicalAnd(Functions.Equal(other, own), isNotLater));
        Node before = Functions.Cast(isBefore, x.DType);
        Node sums = Functions.Sum(before * other, [-1]);
        Node rank = Functions.Sum(before, [-1]);

        Node support = Functions.Cast(Functions.Greater(x, (sums - 1) / rank), x.DType);
        Node threshold = (Functions.Sum(support * sums, [-1], keepDims: true) - 1) / Functions.Sum(support, [-1], keepDims: true);
        return Functions.Relu(x - threshold);
    }
}
