using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>
/// −ln ŷ of the true class, for targets that are class numbers 0 … classes − 1 of shape (n,) or (n, 1). From logits z it is −log-softmax(z) at the class;
/// probabilities are divided by their sum and clipped to [1e-7, 1 − 1e-7] first. The output of a softmax is traced back to its logits.
/// Source: keras/src/losses/losses.py.
/// </summary>
/// <param name="fromLogits">Whether predictions are logits rather than probabilities. Default false.</param>
/// <param name="ignoreClass">A class, for example −1 or 255, whose samples do not count. Default none.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">The name in logs.</param>
public sealed class SparseCategoricalCrossentropy(bool fromLogits = false, int? ignoreClass = null, Reduction reduction = Reduction.SumOverBatchSize, string? name = null) : Loss(name, reduction)
{
    /// <summary>Whether predictions are logits.</summary>
    public bool FromLogits => fromLogits;

    /// <summary>A class whose samples do not count, or null.</summary>
    public int? IgnoreClass => ignoreClass;

    /// <inheritdoc/>
    public override DType TargetType(DType prediction) => DType.Int32;

    /// <inheritdoc/>
    public override void CheckTargets(Tensor targets, Shape prediction)
    {
        ArgumentNullException.ThrowIfNull(targets);
        int classes = prediction[-1];
        for (int i = 0; i < targets.Size; i++)
        {
            double label = targets.At(i);
            if (label == Math.Floor(label) && ((label >= 0 && label < classes) || label == ignoreClass)) continue;
            int row = targets.Shape.Rank == 0 ? 0 : i / (targets.Size / targets.Shape[0]);
            string hint = targets.Size == (targets.Shape.Rank == 0 ? 1 : targets.Shape[0]) * classes ? " For one-hot targets use categorical_crossentropy." : "";
            throw new ArgumentException($"{Name} expects class numbers from 0 to {classes - 1}; row {row} of the targets has {label}.{hint}", nameof(targets));
        }
    }

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        ArgumentNullException.ThrowIfNull(yTrue);
        ArgumentNullException.ThrowIfNull(yPred);
        Node y = yTrue.Shape.Rank == yPred.Shape.Rank && yTrue.Shape[-1] == 1 ? Reshape(yTrue, yTrue.Shape.Remove(-1)) : yTrue;
        if (y.Shape != yPred.Shape[..^1]) throw new ArgumentException($"{Name} expects one class number for each row of predictions: the targets have shape {yTrue.Shape}, the predictions {yPred.Shape}. For one-hot targets use categorical_crossentropy.");
        Node logarithms = (fromLogits ? yPred : Logits.OfSoftmax(yPred)) is { } logits ? LogSoftmax(logits) : Log(ProbabilityClipping.Normalized(yPred, -1));
        Node classes = y.DType is DType.Int32 or DType.Int64 ? y : Cast(y, DType.Int32);
        if (ignoreClass is not { } ignored) return -Pick(logarithms, classes);
        Node isValid = NotEqual(classes, ignored);
        return Where(isValid, -Pick(logarithms, classes * Cast(isValid, classes.DType)), Like(yPred, 0));
    }

    /// <inheritdoc/>
    protected override Node? Counts(Node yTrue, Node values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return ignoreClass is { } ignored ? NotEqual(Reshape(Cast(yTrue, DType.Int32), values.Shape), ignored) : null;
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("from_logits", fromLogits).Set("ignore_class", ignoreClass);

    /// <summary>The object that <see cref="GetConfig"/> describes.</summary>
    public static SparseCategoricalCrossentropy FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Int("axis", -1) != -1) throw config.Wrong("axis", "-1, the last axis");
        return new(config.Bool("from_logits"), config.OptionalInt("ignore_class"));
    }
}
