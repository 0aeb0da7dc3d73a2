using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = ln x, the natural logarithm; −∞ at 0, NaN below. dy/dx = 1/x.</summary>
public sealed class Log : Unary<Log.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream / node.Inputs[0]];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this, 0.2, 3);

    /// <summary>ln x.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Log(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Log(x);
    }
}

public static partial class Functions
{
    /// <summary>ln x, element by element.</summary>
    public static Node Log(Node x) => OperationNode.Of(new Log(), x);
}
