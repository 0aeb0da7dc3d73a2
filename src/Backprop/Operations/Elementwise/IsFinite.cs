using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>Whether x is neither NaN nor infinite. It has no gradient.</summary>
public sealed class IsFinite : Unary<IsFinite.Function>
{
    /// <inheritdoc/>
    public override bool IsComparison => true;

    /// <inheritdoc/>
    public override string? NotDifferentiable => "a truth value has no derivative";

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [null];

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Call("isFinite", inputs);

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this);

    /// <summary>Whether x is a finite number: ∞ − ∞ and NaN − NaN are NaN.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => x - x == T.Zero ? T.One : T.Zero;

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => Vector512.Equals(x - x, Vector512<T>.Zero) & Vector512<T>.One;
    }
}

public static partial class Functions
{
    /// <summary>Whether each element is neither NaN nor infinite.</summary>
    public static Node IsFinite(Node x) => OperationNode.Of(new IsFinite(), x);
}
