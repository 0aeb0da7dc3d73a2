using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = artanh x = ½ ln((1 + x)/(1 − x)); ±∞ at ±1, NaN outside. dy/dx = 1/(1 − x²), with 1 − x² written as (1 − x)(1 + x), which keeps its digits near ±1.</summary>
public sealed class Atanh : Unary<Atanh.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream)
    {
        Node x = node.Inputs[0];
        return [upstream / ((1 - x) * (1 + x))];
    }

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this, -0.8, 0.8);

    /// <summary>The number whose hyperbolic tangent is x.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Atanh(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Atanh(x);
    }
}

public static partial class Functions
{
    /// <summary>The number whose hyperbolic tangent is x, element by element.</summary>
    public static Node Atanh(Node x) => OperationNode.Of(new Atanh(), x);
}
