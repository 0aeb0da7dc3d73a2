using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>y = max(x, 0), the rectifier; NaN stays NaN. dy/dx = 1 above 0, otherwise 0, also at the kink x = 0, as in Keras. It is read off the forward value, which is positive just where x is.</summary>
public sealed class Relu : Unary<Relu.Function>
{
    /// <inheritdoc/>
    public override bool IsForFloatsOnly => false;

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [Functions.Where(Functions.Greater(node, 0), upstream, Functions.Like(node, 0))];

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Unary(this, kinks: 0);

    /// <summary>max(x, 0).</summary>
    public readonly struct Function : IUnaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T x) where T : unmanaged, INumber<T> => Rectifier.Of(x);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> x) where T : unmanaged, INumber<T> => Rectifier.Of(x);
    }
}

public static partial class Functions
{
    /// <summary>max(x, 0), element by element.</summary>
    public static Node Relu(Node x) => OperationNode.Of(new Relu(), x);
}
