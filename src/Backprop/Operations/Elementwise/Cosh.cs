using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = cosh x = (eˣ + e⁻ˣ)/2. dy/dx = sinh x.</summary>
public sealed class Cosh : Unary<Cosh.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream * Functions.Sinh(node.Inputs[0])];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this);

    /// <summary>The hyperbolic cosine of x.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Cosh(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Cosh(x);
    }
}

public static partial class Functions
{
    /// <summary>The hyperbolic cosine of x, element by element.</summary>
    public static Node Cosh(Node x) => OperationNode.Of(new Cosh(), x);
}
