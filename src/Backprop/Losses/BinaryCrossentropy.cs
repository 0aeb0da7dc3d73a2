using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>
/// −y·ln ŷ − (1 − y)·ln(1 − ŷ), the mean over the last axis, "bce": for yes or no, also several at a time.
/// From logits z it is softplus(z) − z·y, whose gradient is sigmoid(z) − y; probabilities are clipped to [1e-7, 1 − 1e-7] first.
/// The output of a sigmoid is traced back to its logits. Source: keras/src/losses/losses.py.
/// </summary>
/// <param name="fromLogits">Whether predictions are logits rather than probabilities. Default false.</param>
/// <param name="labelSmoothing">s from 0 to 1: targets become y(1 − s) + s/2. Default 0.</param>
/// <param name="axis">The axis to average over. Default the last.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">The name in logs.</param>
/// <exception cref="ArgumentOutOfRangeException">The label smoothing is not between 0 and 1.</exception>
public sealed class BinaryCrossentropy(bool fromLogits = false, double labelSmoothing = 0, int axis = -1, Reduction reduction = Reduction.SumOverBatchSize, string? name = null) : Loss(name, reduction)
{
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
        if ((fromLogits ? p : Logits.OfSigmoid(p)) is { } z) return Mean(Softplus(z) - z * y, [axis]);
        Node clipped = ProbabilityClipping.Clip(p);
        return Mean(-(y * Log(clipped) + (1 - y) * Log(1 - clipped)), [axis]);
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("from_logits", fromLogits).Set("label_smoothing", LabelSmoothing).Set("axis", axis);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static BinaryCrossentropy FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(fromLogits: config.Bool("from_logits"), labelSmoothing: config.Double("label_smoothing", 0), axis: config.Int("axis", -1));
    }
}
