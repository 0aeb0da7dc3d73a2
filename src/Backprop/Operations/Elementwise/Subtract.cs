using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = a - b. The gradient of b is the upstream gradient with the opposite sign.</summary>
public sealed class Subtract : Binary<Subtract.Function>
{
    /// <inheritdoc/>
    public override bool IsForFloatsOnly => false;

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream, -upstream];

    internal override Node? Simplify(OperationNode node) => Other(node, 0, eitherSide: false) is { } other && node.Inputs[1] is Constant { Single: double zero } && double.IsPositive(zero) ? other : base.Simplify(node);

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Subtract(inputs[0], inputs[1]);

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Binary(this);

    /// <summary>a - b.</summary>
    public readonly struct Function : IBinaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T a, T b) where T : unmanaged, INumber<T> => a - b;

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T> => a - b;
    }
}

public static partial class Functions
{
    /// <summary>a - b, element by element.</summary>
    public static Node Subtract(Node a, Node b) => OperationNode.Of(new Subtract(), a, b);
}
