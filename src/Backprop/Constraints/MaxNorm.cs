using Backprop.Graphs;
using Backprop.Operations;
using static Backprop.Operations.Functions;

namespace Backprop.Constraints;

/// <summary>Columns longer than a maximum are shortened to it: w · min(‖w‖, maximum) / (10⁻⁷ + ‖w‖). Source: keras/src/constraints/constraints.py.</summary>
/// <param name="maxValue">The greatest length. Default 2.</param>
/// <param name="axis">The axes along which lengths are taken. Default 0.</param>
public sealed class MaxNorm(double maxValue = 2, params IReadOnlyList<int> axis) : Constraint
{
    /// <summary>The greatest length.</summary>
    public double MaxValue => maxValue;

    /// <summary>The axes along which lengths are taken.</summary>
    public IReadOnlyList<int> Axis { get; } = axis.Count == 0 ? [0] : axis;

    /// <inheritdoc/>
    public override Node Apply(Node w)
    {
        Node norm = UnitNorm.Norm(w, Axis);
        return w * (Clip(norm, 0, maxValue) / (UnitNorm.Epsilon + norm));
    }
}
