using Backprop.Graphs;
using Backprop.Tensors;

namespace Backprop.Operations;

// Reductions that are composed of others: their gradients follow.
public static partial class Functions
{
    /// <summary>The variance over axes, Σ(x − mean)²/n, of a whole population (divided by n, as Keras does); all axes when none are named.</summary>
    /// <inheritdoc cref="Sum"/>
    public static Node Variance(Node x, IReadOnlyList<int>? axes = null, bool keepDims = false) => Mean(Square(x - Mean(x, axes, keepDims: true)), axes, keepDims);

    /// <summary>The standard deviation over axes, √(Σ(x − mean)²/n); all axes when none are named. Its gradient is infinite or NaN where all elements are equal.</summary>
    /// <inheritdoc cref="Sum"/>
    public static Node StandardDeviation(Node x, IReadOnlyList<int>? axes = null, bool keepDims = false) => Sqrt(Variance(x, axes, keepDims));

    /// <summary>
    /// ln Σeˣ over axes; all axes when none are named. The largest element m is taken out first, m + ln Σe^(x − m), so that nothing overflows;
    /// the result does not depend on m, so no gradient flows through it. Only −∞ among the elements gives −∞, a +∞ gives +∞, a NaN gives NaN.
    /// </summary>
    /// <inheritdoc cref="Max"/>
    public static Node LogSumExp(Node x, IReadOnlyList<int>? axes = null, bool keepDims = false)
    {
        Node largest = StopGradient(Max(x, axes, keepDims: true));
        // ∞ − ∞ would be NaN.
        Node shift = Where(IsFinite(largest), largest, Like(x, 0));
        Node result = Log(Sum(Exp(x - shift), axes, keepDims: true)) + shift;
        return keepDims ? result : Reshape(result, Sum(x, axes).Shape);
    }

    /// <summary>Whether all truth values over axes are true; over nothing they are. All axes when none are named.</summary>
    /// <inheritdoc cref="Sum"/>
    public static Node All(Node x, IReadOnlyList<int>? axes = null, bool keepDims = false) => Equal(Sum(Cast(LogicalNot(x), DType.Int32), axes, keepDims), 0);

    /// <summary>Whether at least one truth value over axes is true; over nothing none is. All axes when none are named.</summary>
    /// <inheritdoc cref="Sum"/>
    public static Node Any(Node x, IReadOnlyList<int>? axes = null, bool keepDims = false)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.DType != DType.Bool) throw new ArgumentException($"Any expects truth values (bool); it received {x.Type}.", nameof(x));
        return Greater(Sum(Cast(x, DType.Int32), axes, keepDims), 0);
    }
}
