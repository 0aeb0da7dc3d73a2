using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>
/// Binary cross-entropy times (1 − pₜ)^γ, where pₜ = yŷ + (1 − y)(1 − ŷ): samples that are already right count less; the mean over the axis.
/// With class balancing also times αy + (1 − α)(1 − y). The output of a sigmoid is traced back to its logits.
/// Sources: Lin et al., "Focal loss for dense object detection" (2017); keras/src/losses/losses.py.
/// </summary>
/// <param name="applyClassBalancing">Whether class 1 is weighted with α and class 0 with 1 − α. Default false.</param>
/// <param name="alpha">α, the weight of class 1; used only with class balancing. Default 0.25.</param>
/// <param name="gamma">γ: how strongly easy samples are turned down; 0 for not at all. Default 2.</param>
/// <param name="fromLogits">Whether predictions are logits rather than probabilities. Default false.</param>
/// <param name="labelSmoothing">s from 0 to 1: targets become y(1 − s) + s/2. Default 0.</param>
/// <param name="axis">The axis to average over. Default the last.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">The name in logs.</param>
/// <exception cref="ArgumentOutOfRangeException">The label smoothing is not between 0 and 1, or γ is negative.</exception>
public sealed class BinaryFocalCrossentropy(bool applyClassBalancing = false, double alpha = 0.25, double gamma = 2, bool fromLogits = false, double labelSmoothing = 0, int axis = -1, Reduction reduction = Reduction.SumOverBatchSize, string? name = null) : Loss(name, reduction)
{
    /// <summary>Whether class 1 is weighted with α and class 0 with 1 − α.</summary>
    public bool ApplyClassBalancing => applyClassBalancing;

    /// <summary>α, a weight.</summary>
    public double Alpha => alpha;

    /// <summary>γ: how strongly easy samples are turned down.</summary>
    public double Gamma { get; } = gamma is >= 0 and < double.PositiveInfinity ? gamma : throw new ArgumentOutOfRangeException(nameof(gamma), $"gamma must be 0 or a positive number, not {gamma}.");

    /// <summary>Whether predictions are logits.</summary>
    public bool FromLogits => fromLogits;

    /// <summary>s: targets become y(1 − s) + s/2.</summary>
    public double LabelSmoothing { get; } = ProbabilityClipping.CheckSmoothing(labelSmoothing);

    /// <summary>The axis to average over.</summary>
    public int Axis => axis;

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Pair(yTrue, yPred);
        if (LabelSmoothing > 0) y = y * (1 - LabelSmoothing) + LabelSmoothing / 2;
        Node? z = fromLogits ? p : Logits.OfSigmoid(p);
        if (fromLogits) p = Sigmoid(p);
        Node clipped = ProbabilityClipping.Clip(p);
        Node crossentropy = z is null ? -(y * Log(clipped) + (1 - y) * Log(1 - clipped)) : Softplus(z) - z * y;
        Node right = y * p + (1 - y) * (1 - p);
        Node values = Power(1 - right, Gamma) * crossentropy;
        if (applyClassBalancing) values = (y * alpha + (1 - y) * (1 - alpha)) * values;
        return Mean(values, [axis]);
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("from_logits", fromLogits).Set("label_smoothing", LabelSmoothing).Set("axis", axis)
        .Set("apply_class_balancing", applyClassBalancing).Set("alpha", alpha).Set("gamma", Gamma);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static BinaryFocalCrossentropy FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Bool("apply_class_balancing"), config.Double("alpha", 0.25), config.Double("gamma", 2), fromLogits: config.Bool("from_logits"), labelSmoothing: config.Double("label_smoothing", 0), axis: config.Int("axis", -1));
    }
}
