using Backprop.Graphs;
using Backprop.Tensors;
using static Backprop.Operations.Functions;

namespace Backprop.Metrics;

/// <summary>Whether a class is among those with the largest predictions.</summary>
internal static class TopClasses
{
    /// <summary>1 where fewer than k classes are predicted higher than the given one, so that equals count as found, otherwise 0. Source: TensorFlow's <c>in_top_k</c>.</summary>
    public static Node Contain(Node classes, Node yPred, int k)
    {
        Node own = Pick(yPred, Cast(classes, DType.Int32));
        Node higher = Sum(Cast(Greater(yPred, Reshape(own, own.Shape.Insert(-1, 1))), yPred.DType), [-1]);
        return Cast(Less(higher, k), yPred.DType);
    }

    public static int Check(int k) => k >= 1 ? k : throw new ArgumentOutOfRangeException(nameof(k), $"k must be 1 or more, not {k}.");
}
