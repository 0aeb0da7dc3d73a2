using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = sinh x = (eˣ − e⁻ˣ)/2. dy/dx = cosh x.</summary>
public sealed class Sinh : Unary<Sinh.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream * Functions.Cosh(node.Inputs[0])];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this);

    /// <summary>The hyperbolic sine of x.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Sinh(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Sinh(x);
    }
}

public static partial class Functions
{
    /// <summary>The hyperbolic sine of x, element by element.</summary>
    public static Node Sinh(Node x) => OperationNode.Of(new Sinh(), x);
}
