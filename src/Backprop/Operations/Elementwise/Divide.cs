using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = a/b. dy/da = 1/b, dy/db = -y/b: the forward value is used again.</summary>
public sealed class Divide : Binary<Divide.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream / node.Inputs[1], -(upstream * node / node.Inputs[1])];

    internal override Node? Simplify(OperationNode node) => Other(node, 1, eitherSide: false) ?? base.Simplify(node);

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Divide(inputs[0], inputs[1]);

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Binary(this, -2, 2, 0.5, 2);

    /// <summary>a/b.</summary>
    public readonly struct Function : IBinaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T a, T b) where T : unmanaged, INumber<T> => a / b;

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T> => a / b;
    }
}

public static partial class Functions
{
    /// <summary>a/b, element by element.</summary>
    public static Node Divide(Node a, Node b) => OperationNode.Of(new Divide(), a, b);
}
