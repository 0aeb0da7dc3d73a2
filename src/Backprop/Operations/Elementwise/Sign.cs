using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = 1 above 0, −1 below, 0 at 0, NaN at NaN. The derivative is 0 wherever there is one: nothing is handed on, and second derivatives of |x| are 0.</summary>
public sealed class Sign : Unary<Sign.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [null];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this, kinks: 0);

    /// <summary>1 above 0, −1 below, 0 at 0.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Sign(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Sign(x);
    }
}

public static partial class Functions
{
    /// <summary>1 above 0, −1 below, 0 at 0, element by element.</summary>
    public static Node Sign(Node x) => OperationNode.Of(new Sign(), x);
}
