using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = arctan x in radians; ±π/2 at ±∞. dy/dx = 1/(1 + x²).</summary>
public sealed class Atan : Unary<Atan.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream / (1 + Functions.Square(node.Inputs[0]))];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this);

    /// <summary>The angle, −π/2 … π/2, whose tangent is x.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Atan(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Atan(x);
    }
}

public static partial class Functions
{
    /// <summary>The angle, −π/2 … π/2, whose tangent is x, element by element.</summary>
    public static Node Atan(Node x) => OperationNode.Of(new Atan(), x);
}
