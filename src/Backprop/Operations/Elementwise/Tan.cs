using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = tan x, x in radians; NaN at ±∞. dy/dx = 1 + y²: the forward value is used again.</summary>
public sealed class Tan : Unary<Tan.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream * (1 + Functions.Square(node))];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this, -1.2, 1.2);

    /// <summary>The tangent of an angle in radians.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Tan(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Tan(x);
    }
}

public static partial class Functions
{
    /// <summary>The tangent of an angle in radians, element by element.</summary>
    public static Node Tan(Node x) => OperationNode.Of(new Tan(), x);
}
