using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Regularizers;

/// <summary>l1 · Σ|w| + l2 · Σw². By name, "l1l2", both factors are 0 and there is no effect, as in Keras.</summary>
/// <param name="l1">The factor of the magnitudes, 0 or more. Default 0.</param>
/// <param name="l2">The factor of the squares, 0 or more. Default 0.</param>
public sealed class L1L2(double l1 = 0, double l2 = 0) : Regularizer
{
    /// <summary>The factor of the magnitudes.</summary>
    public double L1Factor { get; } = RegularizationFactor.Check(l1, nameof(l1));

    /// <summary>The factor of the squares.</summary>
    public double L2Factor { get; } = RegularizationFactor.Check(l2, nameof(l2));

    /// <inheritdoc/>
    public override Node Penalty(Node w) => L1Factor * Sum(Abs(w)) + L2Factor * Sum(Square(w));

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("l1", L1Factor).Set("l2", L2Factor);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static L1L2 FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("l1", 0), config.Double("l2", 0));
    }
}
