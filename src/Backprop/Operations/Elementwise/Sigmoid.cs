using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = σ(x) = 1/(1 + e⁻ˣ), without overflow on either side; 0 and 1 at ∓∞. dy/dx = y·(1 − y): the forward value is used again.</summary>
public sealed class Sigmoid : Unary<Sigmoid.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [upstream * (node * (1 - node))];

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Call("σ", inputs);

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this);

    /// <summary>σ(x) = 1/(1 + e⁻ˣ).</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => PlainMath.Sigmoid(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => VectorMath.Sigmoid(x);
    }
}

public static partial class Functions
{
    /// <summary>σ(x) = 1/(1 + e⁻ˣ), element by element.</summary>
    public static Node Sigmoid(Node x) => OperationNode.Of(new Sigmoid(), x);
}
