using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = arcsin x in radians; NaN outside −1 … 1. dy/dx = 1/√(1 − x²), with 1 − x² written as (1 − x)(1 + x), which keeps its digits near ±1.</summary>
public sealed class Asin : Unary<Asin.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream)
    {
        Node x = node.Inputs[0];
        return [upstream / Functions.Sqrt((1 - x) * (1 + x))];
    }

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this, -0.8, 0.8);

    /// <summary>The angle, −π/2 … π/2, whose sine is x.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Asin(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Asin(x);
    }
}

public static partial class Functions
{
    /// <summary>The angle, −π/2 … π/2, whose sine is x, element by element.</summary>
    public static Node Asin(Node x) => OperationNode.Of(new Asin(), x);
}
