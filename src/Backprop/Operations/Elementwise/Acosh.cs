using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = arcosh x = ln(x + √(x² − 1)); NaN below 1. dy/dx = 1/√(x² − 1), with x² − 1 written as (x − 1)(x + 1), which keeps its digits near 1.</summary>
public sealed class Acosh : Unary<Acosh.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream)
    {
        Node x = node.Inputs[0];
        return [upstream / Functions.Sqrt((x - 1) * (x + 1))];
    }

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this, 1.3, 4);

    /// <summary>The number, 0 or more, whose hyperbolic cosine is x.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Acosh(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Acosh(x);
    }
}

public static partial class Functions
{
    /// <summary>The number, 0 or more, whose hyperbolic cosine is x, element by element.</summary>
    public static Node Acosh(Node x) => OperationNode.Of(new Acosh(), x);
}
