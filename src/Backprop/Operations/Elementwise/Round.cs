using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = the nearest whole number; of two equally near ones the even one (0.5 to 0, 1.5 to 2), as in NumPy and Keras. It has no gradient.</summary>
public sealed class Round : Unary<Round.Function>
{
    /// <inheritdoc/>
    public override string? NotDifferentiable => "it is piecewise constant: its derivative is 0 where it exists, and would teach nothing";

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [null];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this);

    /// <summary>The nearest whole number, of two equally near ones the even one.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Round(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Round(x);
    }
}

public static partial class Functions
{
    /// <summary>The nearest whole number, of two equally near ones the even one, element by element.</summary>
    public static Node Round(Node x) => OperationNode.Of(new Round(), x);
}
