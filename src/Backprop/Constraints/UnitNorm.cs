using Backprop.Graphs;
using Backprop.Operations;
using static Backprop.Operations.Functions;

namespace Backprop.Constraints;

/// <summary>w / (10⁻⁷ + ‖w‖): every column of a dense kernel gets length 1. Source: keras/src/constraints/constraints.py.</summary>
/// <param name="axis">The axis along which lengths are taken. Default 0.</param>
public sealed class UnitNorm(int axis = 0) : Constraint
{
    /// <summary>What Keras adds to a length before it divides by it.</summary>
    internal const double Epsilon = 1e-7;

    /// <summary>The axis along which lengths are taken.</summary>
    public int Axis => axis;

    /// <inheritdoc/>
    public override Node Apply(Node w) => w / (Epsilon + Norm(w, axis));

    /// <summary>√Σw² along an axis, which stays with length 1.</summary>
    internal static Node Norm(Node w, int axis) => Sqrt(Sum(Square(w), [axis], keepDims: true));
}
