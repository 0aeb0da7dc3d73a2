using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>
/// −Σ y·ln ŷ over the classes, for one-hot targets. From logits z it is −Σ y·log-softmax(z), whose gradient is softmax(z) − y for targets that sum to 1;
/// probabilities are divided by their sum and clipped to [1e-7, 1 − 1e-7] first. The output of a softmax is traced back to its logits.
/// Source: keras/src/losses/losses.py.
/// </summary>
/// <param name="fromLogits">Whether predictions are logits rather than probabilities. Default false.</param>
/// <param name="labelSmoothing">s from 0 to 1: targets become y(1 − s) + s/classes. Default 0.</param>
/// <param name="axis">The axis of the classes. Default the last.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">The name in logs.</param>
/// <exception cref="ArgumentOutOfRangeException">The label smoothing is not between 0 and 1.</exception>
public sealed class CategoricalCrossentropy(bool fromLogits = false, double labelSmoothing = 0, int axis = -1, Reduction reduction = Reduction.SumOverBatchSize, string? name = null) : Loss(name, reduction)
{
    /// <summary>Whether predictions are logits.</summary>
    public bool FromLogits => fromLogits;

    /// <summary>s: targets become y(1 − s) + s/classes.</summary>
    public double LabelSmoothing { get; } = ProbabilityClipping.CheckSmoothing(labelSmoothing);

    /// <summary>The axis of the classes.</summary>
    public int Axis => axis;

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        (Node y, Node p) = Pair(yTrue, yPred);
        bool isLast = p.Shape.Axis(axis) == p.Shape.Rank - 1;
        if (LabelSmoothing > 0) y = y * (1 - LabelSmoothing) + LabelSmoothing / p.Shape[axis];
        Node? logits = fromLogits ? p : isLast ? Logits.OfSoftmax(p) : null;
        Node logarithms = logits is null ? Log(ProbabilityClipping.Normalized(p, axis)) : LogSoftmax(logits, axis);
        return -Sum(y * logarithms, [axis]);
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("from_logits", fromLogits).Set("label_smoothing", LabelSmoothing).Set("axis", axis);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static CategoricalCrossentropy FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(fromLogits: config.Bool("from_logits"), labelSmoothing: config.Double("label_smoothing", 0), axis: config.Int("axis", -1));
    }
}
