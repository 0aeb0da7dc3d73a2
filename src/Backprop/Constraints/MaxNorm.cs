using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
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

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("max_value", maxValue).Set("axis", UnitNorm.AxisJson(Axis));

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static MaxNorm FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("max_value", 2), config.OptionalInts("axis") ?? []);
    }
}
