using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = cos x, x in radians; NaN at ±∞. dy/dx = −sin x.</summary>
public sealed class Cos : Unary<Cos.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [-(upstream * Functions.Sin(node.Inputs[0]))];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this);

    /// <summary>The cosine of an angle in radians.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Cos(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Cos(x);
    }
}

public static partial class Functions
{
    /// <summary>The cosine of an angle in radians, element by element.</summary>
    public static Node Cos(Node x) => OperationNode.Of(new Cos(), x);
}
