using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = arsinh x = ln(x + √(x² + 1)). dy/dx = 1/√(x² + 1).</summary>
public sealed class Asinh : Unary<Asinh.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream / Functions.Sqrt(Functions.Square(node.Inputs[0]) + 1)];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this);

    /// <summary>The number whose hyperbolic sine is x.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Asinh(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Asinh(x);
    }
}

public static partial class Functions
{
    /// <summary>The number whose hyperbolic sine is x, element by element.</summary>
    public static Node Asinh(Node x) => OperationNode.Of(new Asinh(), x);
}
