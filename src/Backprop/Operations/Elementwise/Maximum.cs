using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>
/// y = max(a, b), element by element; NaN where one is NaN, and +0 counts as larger than −0.
/// The upstream gradient goes to the input that was chosen; at a tie, a kink, to a, as in TensorFlow (a &gt;= b in its rule).
/// </summary>
public sealed class Maximum : Binary<Maximum.Function>
{
    /// <inheritdoc/>
    public override bool IsForFloatsOnly => false;

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream)
    {
        Node isA = Functions.GreaterEqual(node.Inputs[0], node.Inputs[1]), zero = Functions.Like(node, 0);
        return [Functions.Where(isA, upstream, zero), Functions.Where(isA, zero, upstream)];
    }

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Binary(this);

    /// <summary>The larger of a and b.</summary>
    public readonly struct Function : IBinaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T a, T b) where T : unmanaged, INumber<T> => T.Max(a, b);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T> => Vector512.Max(a, b);
    }
}

public static partial class Functions
{
    /// <summary>The larger of a and b, element by element; NaN where one is NaN.</summary>
    public static Node Maximum(Node a, Node b) => OperationNode.Of(new Maximum(), a, b);

    /// <summary>The larger of a and b, element by element; NaN where one is NaN; the number takes the type of a.</summary>
    public static Node Maximum(Node a, double b) => Maximum(a, Like(a, b));
}
