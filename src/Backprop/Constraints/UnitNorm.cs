using Backprop.Graphs;
using Backprop.Operations;
using static Backprop.Operations.Functions;

namespace Backprop.Constraints;

/// <summary>w / (10⁻⁷ + ‖w‖): every column of a dense kernel gets length 1. Source: keras/src/constraints/constraints.py.</summary>
/// <param name="axis">The axes along which lengths are taken. Default 0.</param>
public sealed class UnitNorm(params IReadOnlyList<int> axis) : Constraint
{
    /// <summary>What Keras adds to a length before it divides by it.</summary>
    internal const double Epsilon = 1e-7;

    /// <summary>The axes along which lengths are taken.</summary>
    public IReadOnlyList<int> Axis { get; } = axis.Count == 0 ? [0] : axis;

    /// <inheritdoc/>
    public override Node Apply(Node w) => w / (Epsilon + Norm(w, Axis));

    /// <summary>√Σw² along axes, which stay with length 1.</summary>
    internal static Node Norm(Node w, IReadOnlyList<int> axis) => Sqrt(Sum(Square(w), axis, keepDims: true));
}
