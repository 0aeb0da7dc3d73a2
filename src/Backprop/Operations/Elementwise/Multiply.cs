using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = a·b. Each input receives the upstream gradient times the other input.</summary>
public sealed class Multiply : Binary<Multiply.Function>
{
    /// <inheritdoc/>
    public override bool IsForFloatsOnly => false;

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream * node.Inputs[1], upstream * node.Inputs[0]];

    internal override Node? Simplify(OperationNode node) => Other(node, 1, eitherSide: true) ?? base.Simplify(node);

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Multiply(inputs[0], inputs[1]);

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Binary(this);

    /// <summary>a·b.</summary>
    public readonly struct Function : IBinaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T a, T b) where T : unmanaged, INumber<T> => a * b;

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T> => a * b;
    }
}

public static partial class Functions
{
    /// <summary>a·b, element by element.</summary>
    public static Node Multiply(Node a, Node b) => OperationNode.Of(new Multiply(), a, b);
}
