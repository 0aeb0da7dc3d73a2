using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = √x. dy/dx = 1/(2y): the forward value is used again; at 0 it is infinite.</summary>
public sealed class Sqrt : Unary<Sqrt.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream / (2 * node)];

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Call("sqrt", inputs);

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this, 0.2, 3);

    /// <summary>√x.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Sqrt(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => Vector512.Sqrt(x);
    }
}

public static partial class Functions
{
    /// <summary>√x, element by element.</summary>
    public static Node Sqrt(Node x) => OperationNode.Of(new Sqrt(), x);
}
