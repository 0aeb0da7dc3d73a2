using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = ⌈x⌉, the smallest whole number that is not below x. It has no gradient.</summary>
public sealed class Ceiling : Unary<Ceiling.Function>
{
    /// <inheritdoc/>
    public override string? NotDifferentiable => "it is piecewise constant: its derivative is 0 where it exists, and would teach nothing";

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [null];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this);

    /// <summary>The smallest whole number that is not below x.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => -PlainMath.Floor(-x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => -VectorMath.Floor(-x);
    }
}

public static partial class Functions
{
    /// <summary>The smallest whole number that is not below x, element by element.</summary>
    public static Node Ceiling(Node x) => OperationNode.Of(new Ceiling(), x);
}
