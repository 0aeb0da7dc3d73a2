using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>Whether x is false. It has no gradient.</summary>
public sealed class LogicalNot : Unary<LogicalNot.Function>
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
    public override Node?[] Gradient(OperationNode node, Node upstream) => [null];

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Call("not", inputs);

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this, DType.Bool);

    /// <summary>Whether x is false, as 1 or 0.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => x == T.Zero ? T.One : T.Zero;

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => Vector512.Equals(x, Vector512<T>.Zero) & Vector512<T>.One;
    }
}

public static partial class Functions
{
    /// <summary>Whether each element is false.</summary>
    public static Node LogicalNot(Node x) => OperationNode.Of(new LogicalNot(), x);
}
