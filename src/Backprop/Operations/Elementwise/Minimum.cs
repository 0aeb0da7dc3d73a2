using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>
/// y = min(a, b), element by element; NaN where one is NaN, and +0 counts as larger than −0.
/// The upstream gradient goes to the input that was chosen; at a tie, a kink, to a, as in TensorFlow (a &lt;= b in its rule).
/// </summary>
public sealed class Minimum : Binary<Minimum.Function>
{
    /// <inheritdoc/>
    public override bool IsForFloatsOnly => false;

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream)
    {
        Node isA = Functions.LessEqual(node.Inputs[0], node.Inputs[1]), zero = Functions.Like(node, 0);
        return [Functions.Where(isA, upstream, zero), Functions.Where(isA, zero, upstream)];
    }

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Binary(this);

    /// <summary>The smaller of a and b.</summary>
    public readonly struct Function : IBinaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T a, T b) where T : unmanaged, INumber<T> => T.Min(a, b);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T> => Vector512.Min(a, b);
    }
}

public static partial class Functions
{
    /// <summary>The smaller of a and b, element by element; NaN where one is NaN.</summary>
    public static Node Minimum(Node a, Node b) => OperationNode.Of(new Minimum(), a, b);

    /// <summary>The smaller of a and b, element by element; NaN where one is NaN; the number takes the type of a.</summary>
    public static Node Minimum(Node a, double b) => Minimum(a, Like(a, b));
}
