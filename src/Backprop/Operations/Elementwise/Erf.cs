using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = erf x = 2/√π · ∫₀ˣ e^−t² dt, the error function; ±1 at ±∞. dy/dx = 2/√π · e^−x².</summary>
public sealed class Erf : Unary<Erf.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream * (2 / Math.Sqrt(Math.PI) * Functions.Exp(-Functions.Square(node.Inputs[0])))];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this);

    /// <summary>The error function, 2/√π · ∫₀ˣ e^−t² dt.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Erf(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Erf(x);
    }
}

public static partial class Functions
{
    /// <summary>The error function, 2/√π · ∫₀ˣ e^−t² dt, element by element.</summary>
    public static Node Erf(Node x) => OperationNode.Of(new Erf(), x);
}
