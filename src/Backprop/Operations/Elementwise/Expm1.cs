using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = eˣ − 1, accurate near 0 too. dy/dx = eˣ: not y + 1, which has lost its digits where y is close to −1.</summary>
public sealed class Expm1 : Unary<Expm1.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream * Functions.Exp(node.Inputs[0])];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this);

    /// <summary>eˣ − 1, accurate near 0 too.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Expm1(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Expm1(x);
    }
}

public static partial class Functions
{
    /// <summary>eˣ − 1, accurate near 0 too, element by element.</summary>
    public static Node Expm1(Node x) => OperationNode.Of(new Expm1(), x);
}
