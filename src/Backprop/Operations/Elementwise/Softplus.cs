using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = ln(1 + eˣ), a smooth max(x, 0), without overflow. dy/dx = σ(x).</summary>
public sealed class Softplus : Unary<Softplus.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream * Functions.Sigmoid(node.Inputs[0])];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this);

    /// <summary>ln(1 + eˣ), without overflow.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Softplus(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Softplus(x);
    }
}

public static partial class Functions
{
    /// <summary>ln(1 + eˣ), without overflow, element by element.</summary>
    public static Node Softplus(Node x) => OperationNode.Of(new Softplus(), x);
}
