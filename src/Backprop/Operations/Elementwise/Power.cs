using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;

namespace Backprop.Operations;

/// <summary>
/// y = a^b. dy/da = b·a^(b − 1); dy/db = y·ln a where a &gt; 0, and 0 elsewhere, as in TensorFlow: no real number would be right there.
/// Special values as in IEEE 754: a^0 = 1 and 1^b = 1 whatever the other is, a negative base needs a whole exponent (otherwise NaN).
/// </summary>
public sealed class Power : Binary<Power.Function>
{
    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream)
    {
        (Node a, Node b) = (node.Inputs[0], node.Inputs[1]);
        if (b is Constant { Single: double exponent })
        {
            return [exponent == 0 ? null : upstream * (b * Functions.Power(a, exponent - 1)), null];
        }

        if (a is Constant { Single: > 0 }) return [null, upstream * (node * Functions.Log(a))];
        Node zero = Functions.Like(node, 0);
        // 0^0 is 1 whatever happens to the base: without the guard its derivative would be 0·0^-1, which is NaN.
        Node bothZero = Functions.LogicalAnd(Functions.Equal(a, zero), Functions.Equal(b, zero));
        Node dA = upstream * (b * Functions.Power(a, Functions.Where(bothZero, zero, b - 1)));
        Node isPositive = Functions.Greater(a, zero);
        // The inner choice keeps the logarithm away from numbers that it has no value for, also in second derivatives.
        Node logarithm = Functions.Log(Functions.Where(isPositive, a, Functions.Like(node, 1)));
        return [dA, Functions.Where(isPositive, upstream * (node * logarithm), zero)];
    }

    /// <inheritdoc/>
    public override Formula Write(params Formula[] inputs) => Formula.Raise(inputs[0], inputs[1]);

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() => ElementwiseSamples.Binary(this, 0.3, 2, -2, 2);

    /// <summary>a^b.</summary>
    public readonly struct Function : IBinaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T a, T b) where T : unmanaged, INumber<T> => PlainMath.Pow(a, b);

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> a, Vector512<T> b) where T : unmanaged, INumber<T> => VectorMath.Pow(a, b);
    }
}

public static partial class Functions
{
    /// <summary>a^b, element by element.</summary>
    public static Node Power(Node a, Node b) => OperationNode.Of(new Power(), a, b);

    /// <summary>x to a constant power, element by element. The power 1 is x itself, and 2 is <see cref="Square(Node)"/>.</summary>
    public static Node Power(Node x, double exponent) => exponent switch
    {
        1 => x,
        2 => Square(x),
        _ => Power(x, Like(x, exponent)),
    };
}
