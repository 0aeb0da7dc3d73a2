using System.Numerics;
using System.Runtime.Intrinsics;
using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Tensors;

namespace Backprop.Operations;

/// <summary>
/// y = a where the condition is true, otherwise b, element by element. The upstream gradient goes to the input that was chosen and the other
/// receives 0; the condition has none. What is not chosen still counts as computed: keep NaN out of it (<c>Log(Where(x &gt; 0, x, 1))</c>),
/// for its own derivative times that 0 is NaN.
/// </summary>
public sealed class Where : Ternary<Where.Function>
{
    /// <inheritdoc/>
    public override bool IsForFloatsOnly => false;

    /// <summary>A condition of type bool, and two inputs of one number type; the shapes broadcast together.</summary>
    /// <inheritdoc/>
    public override TensorType Infer(ReadOnlySpan<TensorType> inputs)
    {
        if (inputs.Length != 3 || inputs[0].DType != DType.Bool || inputs[1].DType != inputs[2].DType) throw Refuse("a condition (bool) and two inputs of one number type", inputs);
        DType type = inputs[1].DType;
        return base.Infer([new TensorType(type, inputs[0].Shape), inputs[1], inputs[2]]);
    }

    /// <inheritdoc/>
    public override Node?[] Gradient(OperationNode node, Node upstream)
    {
        Node condition = node.Inputs[0], zero = Functions.Like(node, 0);
        return [null, Functions.Where(condition, upstream, zero), Functions.Where(condition, zero, upstream)];
    }

    /// <inheritdoc/>
    public override IEnumerable<Sample> Samples() =>
    [
        Of([2, 3], [2, 3], [2, 3]),
        Of([3], [2, 1], []),
        Of([2, 1], [], [3]),
        Of([], [2], [2]),
        Of([], [], []),
        Of([0, 2], [2], [1]),
        Of([2, 1, 2, 1, 2], [2, 3, 1], [2]),
    ];

    private Sample Of(Shape condition, Shape a, Shape b) => new(this, new SampleInput(condition, 0, 1, DType.Bool), new SampleInput(a), new SampleInput(b));

    /// <summary>b where the condition a is not 0, otherwise c.</summary>
    public readonly struct Function : ITernaryFunction
    {
        /// <inheritdoc/>
        public static T Plain<T>(T a, T b, T c) where T : unmanaged, INumber<T> => a != T.Zero ? b : c;

        /// <inheritdoc/>
        public static Vector512<T> Fast<T>(Vector512<T> a, Vector512<T> b, Vector512<T> c) where T : unmanaged, INumber<T> =>
            Vector512.ConditionalSelect(Vector512.Equals(a, Vector512<T>.Zero), c, b);
    }
}

public static partial class Functions
{
    /// <summary>a where the condition (bool) is true, otherwise b, element by element.</summary>
    /// <exception cref="ArgumentException">The condition is not bool, or a and b have different number types.</exception>
    public static Node Where(Node condition, Node a, Node b) => OperationNode.Of(new Where(), condition, a, b);
}
