using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = 1/√x, computed as a square root and a division, both exactly rounded; ∞ at 0, NaN below. dy/dx = −y/(2x): the forward value is used again.</summary>
public sealed class ReciprocalSqrt : Unary<ReciprocalSqrt.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [-(upstream * node / (2 * node.Inputs[0]))];

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Divide(Formula.Symbol("1"), Formula.Call("sqrt", inputs));

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this, 0.3, 3);

    /// <summary>1/√x.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => T.One / PlainMath.Sqrt(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => Vector512<T>.One / Vector512.Sqrt(x);
    }
}

public static partial class Functions
{
    /// <summary>1/√x, element by element.</summary>
    public static Node ReciprocalSqrt(Node x) => OperationNode.Of(new ReciprocalSqrt(), x);
}
