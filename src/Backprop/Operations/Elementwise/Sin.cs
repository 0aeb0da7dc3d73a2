using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = sin x, x in radians; NaN at ±∞. dy/dx = cos x.</summary>
public sealed class Sin : Unary<Sin.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream * Functions.Cos(node.Inputs[0])];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this);

    /// <summary>The sine of an angle in radians.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Sin(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Sin(x);
    }
}

public static partial class Functions
{
    /// <summary>The sine of an angle in radians, element by element.</summary>
    public static Node Sin(Node x) => OperationNode.Of(new Sin(), x);
}
