using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = tanh x; ±1 at ±∞. dy/dx = 1 − y²: the forward value is used again.</summary>
public sealed class Tanh : Unary<Tanh.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream * (1 - Functions.Square(node))];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this);

    /// <summary>The hyperbolic tangent of x.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Tanh(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Tanh(x);
    }
}

public static partial class Functions
{
    /// <summary>The hyperbolic tangent of x, element by element.</summary>
    public static Node Tanh(Node x) => OperationNode.Of(new Tanh(), x);
}
