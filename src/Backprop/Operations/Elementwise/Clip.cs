using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>
/// y = min(max(x, low), high): x held between two bounds; NaN stays NaN. Where low is above high the result is high, as in NumPy.
/// The upstream gradient goes to x where it lies within the bounds, on them included, otherwise to the bound that was taken, as in TensorFlow.
/// </summary>
public sealed class Clip : Ternary<Clip.Function>
{
    /// <inheritdoc/>
    public override bool IsForFloatsOnly => false;

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream)
    {
        (Node x, Node low, Node high) = (node.Inputs[0], node.Inputs[1], node.Inputs[2]);
        Node zero = Functions.Like(node, 0);
        Node isAbove = Functions.Greater(x, high);
        Node isBelow = Functions.LogicalAnd(Functions.Less(x, low), Functions.LogicalNot(isAbove));
        return
        [
            Functions.Where(Functions.LogicalOr(isBelow, isAbove), zero, upstream),
            low is Constant ? null : Functions.Where(isBelow, upstream, zero),
            high is Constant ? null : Functions.Where(isAbove, upstream, zero),
        ];
    }

    /// <summary>Inside, below and above the bounds, so that no drawn value comes near a kink.</summary>
    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples()
    {
        foreach ((double from, double to) in new[] { (-0.8, 0.8), (-4.0, -2.5), (2.5, 4.0) })
        {
            yield return new Sample(this, new SampleInput([2, 3], from, to), new SampleInput([], -2, -1), new SampleInput([], 1, 2));
            yield return new Sample(this, new SampleInput([3], from, to), new SampleInput([2, 1], -2, -1), new SampleInput([3], 1, 2));
        }

        yield return new Sample(this, new SampleInput([0, 2]), new SampleInput([], -2, -1), new SampleInput([2], 1, 2));
    }

    /// <summary>min(max(x, low), high).</summary>
    public readonly struct Function : ITernaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T a, T b, T c) where T : unmanaged, INumber<T> => T.Min(T.Max(a, b), c);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c) where T : unmanaged, INumber<T> => Vector512.Min(Vector512.Max(a, b), c);
    }
}

public static partial class Functions
{
    /// <summary>x held between two bounds, element by element.</summary>
    public static Node Clip(Node x, Node low, Node high) => OperationNode.Of(new Clip(), x, low, high);

    /// <summary>x held between two bounds, element by element.</summary>
    public static Node Clip(Node x, double low, double high) => Clip(x, Like(x, low), Like(x, high));
}
