using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = -x.</summary>
public sealed class Negate : Unary<Negate.Function>
{
    /// <inheritdoc/>
    public override bool IsForFloatsOnly => false;

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [-upstream];

    internal override Node? Simplify(OperationNode node) => node.Inputs[0] is OperationNode { Operation: Negate } inner ? inner.Inputs[0] : base.Simplify(node);

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Negate(inputs[0]);

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this);

    /// <summary>-x.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => -x;

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => -x;
    }
}

public static partial class Functions
{
    /// <summary>-x, element by element.</summary>
    public static Node Negate(Node x) => OperationNode.Of(new Negate(), x);
}
