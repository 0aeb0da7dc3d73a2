using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = x². dy/dx = 2x.</summary>
public sealed class Square : Unary<Square.Function>
{
    /// <inheritdoc/>
    public override bool IsForFloatsOnly => false;

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream * (2 * node.Inputs[0])];

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Postfix(inputs[0], "²");

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this);

    /// <summary>x².</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => x * x;

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => x * x;
    }
}

public static partial class Functions
{
    /// <summary>x², element by element.</summary>
    public static Node Square(Node x) => OperationNode.Of(new Square(), x);
}
