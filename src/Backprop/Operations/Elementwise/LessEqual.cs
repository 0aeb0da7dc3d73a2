using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>Whether a ≤ b, as a truth value; false where one is NaN. It has no gradient.</summary>
public sealed class LessEqual : Binary<LessEqual.Function>
{
    /// <inheritdoc/>
    public override bool IsForFloatsOnly => false;

    /// <inheritdoc/>
    public override bool IsComparison => true;

    /// <inheritdoc/>
    public override string? NotDifferentiable => "a truth value has no derivative";

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream) => [null, null];

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Compare("≤", inputs[0], inputs[1]);

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Binary(this);

    /// <summary>1 where a ≤ b, otherwise 0.</summary>
    public readonly struct Function : IBinaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T a, T b) where T : unmanaged, INumber<T> => a <= b ? T.One : T.Zero;

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T> => Vector512.LessThanOrEqual(a, b) & Vector512<T>.One;
    }
}

public static partial class Functions
{
    /// <summary>Whether a ≤ b, element by element, as truth values.</summary>
    public static Node LessEqual(Node a, Node b) => OperationNode.Of(new LessEqual(), a, b);

    /// <summary>Whether a ≤ b, element by element, as truth values; the number takes the type of a.</summary>
    public static Node LessEqual(Node a, double b) => LessEqual(a, Like(a, b));
}
