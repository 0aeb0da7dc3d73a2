using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = ln(1 + x), accurate near 0 too; −∞ at −1, NaN below. dy/dx = 1/(1 + x).</summary>
public sealed class Log1p : Unary<Log1p.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream / (1 + node.Inputs[0])];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this, -0.7, 3);

    /// <summary>ln(1 + x), accurate near 0 too.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Log1p(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Log1p(x);
    }
}

public static partial class Functions
{
    /// <summary>ln(1 + x), accurate near 0 too, element by element.</summary>
    public static Node Log1p(Node x) => OperationNode.Of(new Log1p(), x);
}
