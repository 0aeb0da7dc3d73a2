using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = |x|; NaN stays NaN. dy/dx = sign x, and 0 at the kink x = 0, as in TensorFlow.</summary>
public sealed class Absolute : Unary<Absolute.Function>
{
    /// <inheritdoc/>
    public override bool IsForFloatsOnly => false;

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream * Functions.Sign(node.Inputs[0])];

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Call("abs", inputs);

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this, kinks: 0);

    /// <summary>|x|.</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => T.Abs(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => Vector512.Abs(x);
    }
}

public static partial class Functions
{
    /// <summary>|x|, element by element.</summary>
    public static Node Abs(Node x) => OperationNode.Of(new Absolute(), x);
}
