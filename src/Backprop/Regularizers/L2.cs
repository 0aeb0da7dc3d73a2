using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Regularizers;

/// <summary>l2 · Σw², without a factor ½, as in Keras. Draws weights towards 0 in proportion to their size.</summary>
/// <param name="l2">The factor, 0 or more. Default 0.01.</param>
public sealed class L2(double l2 = 0.01) : Regularizer
{
    /// <summary>The factor.</summary>
    public double Factor { get; } = RegularizationFactor.Check(l2, nameof(l2));

    /// <inheritdoc/>
    public override Node Penalty(Node w) => Factor * Sum(Square(w));

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("l2", Factor);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static L2 FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("l2", 0.01));
    }
}
