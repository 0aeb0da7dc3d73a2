using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = 1/x; ±∞ at ±0. dy/dx = −y²: the forward value is used again.</summary>
public sealed class Reciprocal : Unary<Reciprocal.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [-(upstream * Functions.Square(node))];

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Divide(Formula.Symbol("1"), inputs[0]);

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this, 0.5, 2);

    /// <summary>1/x.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => T.One / x;

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => Vector512<T>.One / x;
    }
}

public static partial class Functions
{
    /// <summary>1/x, element by element.</summary>
    public static Node Reciprocal(Node x) => OperationNode.Of(new Reciprocal(), x);
}
