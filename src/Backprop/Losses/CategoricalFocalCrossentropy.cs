using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>
/// −Σ α(1 − ŷ)^γ·y·ln ŷ over the classes, for one-hot targets: classes that are already right count less. From logits, ŷ is their softmax and
/// ln ŷ their log-softmax; probabilities are divided by their sum and clipped to [1e-7, 1 − 1e-7]. The output of a softmax is traced back to its logits.
/// Sources: Lin et al., "Focal loss for dense object detection" (2017); keras/src/losses/losses.py.
/// </summary>
/// <param name="alpha">α, a weight for all classes. Default 0.25.</param>
/// <param name="gamma">γ: how strongly easy samples are turned down; 0 for not at all. Default 2.</param>
/// <param name="fromLogits">Whether predictions are logits rather than probabilities. Default false.</param>
/// <param name="labelSmoothing">s from 0 to 1: targets become y(1 − s) + s/classes. Default 0.</param>
/// <param name="axis">The axis of the classes. Default the last.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">The name in logs.</param>
/// <exception cref="ArgumentOutOfRangeException">The label smoothing is not between 0 and 1, or γ is negative.</exception>
public sealed class CategoricalFocalCrossentropy(double alpha = 0.25, double gamma = 2, bool fromLogits = false, double labelSmoothing = 0, int axis = -1, Reduction reduction = Reduction.SumOverBatchSize, string? name = null) : Loss(name, reduction)
{
    /// <summary>α, a weight.</summary>
    public double Alpha => alpha;

    /// <summary>γ: how strongly easy samples are turned down.</summary>
    public double Gamma { get; } = gamma is >= 0 and < double.PositiveInfinity ? gamma : throw new ArgumentOutOfRangeException(nameof(gamma), $"gamma must be 0 or a positive number, not {gamma}.");

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
        Node probabilities = logits is null ? ProbabilityClipping.Normalized(p, axis) : Softmax(logits, axis);
        Node logarithms = logits is null ? Log(probabilities) : LogSoftmax(logits, axis);
        return -Sum(alpha * Power(1 - probabilities, Gamma) * y * logarithms, [axis]);
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("from_logits", fromLogits).Set("label_smoothing", LabelSmoothing).Set("axis", axis)
        .Set("alpha", alpha).Set("gamma", Gamma);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static CategoricalFocalCrossentropy FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("alpha", 0.25), config.Double("gamma", 2), fromLogits: config.Bool("from_logits"), labelSmoothing: config.Double("label_smoothing", 0), axis: config.Int("axis", -1));
    }
}
