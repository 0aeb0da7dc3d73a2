using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Constraints;

/// <summary>
/// Draws the lengths of columns into a range: w · (rate · clip(‖w‖, min, max) + (1 − rate)·‖w‖) / (10⁻⁷ + ‖w‖).
/// Source: keras/src/constraints/constraints.py.
/// </summary>
/// <param name="minValue">The smallest length. Default 0.</param>
/// <param name="maxValue">The greatest length. Default 1.</param>
/// <param name="rate">How much of the way is gone in one step. Default 1.</param>
/// <param name="axis">The axes along which lengths are taken. Default 0.</param>
public sealed class MinMaxNorm(double minValue = 0, double maxValue = 1, double rate = 1, params IReadOnlyList<int> axis) : Constraint
{
    /// <summary>The smallest length.</summary>
    public double MinValue => minValue;

    /// <summary>The greatest length.</summary>
    public double MaxValue => maxValue;

    /// <summary>How much of the way is gone in one step.</summary>
    public double Rate => rate;

    /// <summary>The axes along which lengths are taken.</summary>
    public IReadOnlyList<int> Axis { get; } = axis.Count == 0 ? [0] : axis;

    /// <inheritdoc/>
    public override Node Apply(Node w)
    {
        Node norm = UnitNorm.Norm(w, Axis);
        Node wanted = rate * Clip(norm, minValue, maxValue) + (1 - rate) * norm;
        return w * (wanted / (UnitNorm.Epsilon + norm));
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("min_value", minValue).Set("max_value", maxValue).Set("rate", rate).Set("axis", UnitNorm.AxisJson(Axis));

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static MinMaxNorm FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("min_value", 0), config.Double("max_value", 1), config.Double("rate", 1), config.OptionalInts("axis") ?? []);
    }
}
