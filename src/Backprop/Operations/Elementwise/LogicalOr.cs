using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>Whether at least one input is true. It has no gradient.</summary>
public sealed class LogicalOr : Binary<LogicalOr.Function>
{
    /// <inheritdoc/>
    public override bool IsForFloatsOnly => false;

    /// <inheritdoc/>
    public override bool IsComparison => true;

    /// <inheritdoc/>
    public override string? NotDifferentiable => "a truth value has no derivative";

    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        TensorType result = base.Infer(inputs);
        return inputs[0].DType == DType.Bool ? result : throw Refuse("truth values (bool)", inputs);
    }

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [null, null];

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Compare("∨", inputs[0], inputs[1]);

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Binary(this, DType.Bool);

    /// <summary>Whether at least one input is true, as 1 or 0: the bits of 1 and 0 combine to one of them.</summary>
    public readonly struct Function : IBinaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T a, T b) where T : unmanaged, INumber<T> => a != T.Zero || b != T.Zero ? T.One : T.Zero;

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T> => a | b;
    }
}

public static partial class Functions
{
    /// <summary>Whether at least one input is true, element by element.</summary>
    public static Node LogicalOr(Node a, Node b) => OperationNode.Of(new LogicalOr(), a, b);
}
