using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Regularizers;

/// <summary>l1 · Σ|w|. Draws weights towards 0 by equal steps, so that many become 0.</summary>
/// <param name="l1">The factor, 0 or more. Default 0.01.</param>
public sealed class L1(double l1 = 0.01) : Regularizer
{
    /// <summary>The factor.</summary>
    public double Factor { get; } = RegularizationFactor.Check(l1, nameof(l1));

    /// <inheritdoc/>
    public override Node Penalty(Node w) => Factor * Sum(Abs(w));

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("l1", Factor);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static L1 FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("l1", 0.01));
    }
}
