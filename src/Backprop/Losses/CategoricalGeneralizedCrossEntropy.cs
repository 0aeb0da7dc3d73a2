using Backprop.Graphs;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Losses;

/// <summary>
/// (1 − pᵠ)/q for the probability p of the true class, clipped to [10⁻⁷, 1 − 10⁻⁷]: between cross-entropy (q → 0) and the mean absolute error (q = 1), so that
/// wrong labels do less harm. Targets are class numbers. Sources: Zhang and Sabuncu, "Generalized cross entropy loss for training deep neural networks with
/// noisy labels" (2018); keras/src/losses/losses.py.
/// </summary>
/// <param name="q">The exponent, above 0 and below 1. Default 0.5.</param>
/// <param name="reduction">How the values become one number.</param>
/// <param name="name">The name in logs. Default categorical_generalized_cross_entropy.</param>
/// <exception cref="ArgumentOutOfRangeException">q is not between 0 and 1.</exception>
public sealed class CategoricalGeneralizedCrossEntropy(double q = 0.5, Reduction reduction = Reduction.SumOverBatchSize, string? name = null) : Loss(name, reduction)
{
    /// <summary>The exponent.</summary>
    public double Q { get; } = q is > 0 and < 1 ? q : throw new ArgumentOutOfRangeException(nameof(q), $"q must lie between 0 and 1, not be {q}.");

    /// <inheritdoc/>
    public override DType TargetType(DType prediction) => DType.Int32;

    /// <inheritdoc/>
    public override void CheckTargets(Tensor targets, Shape prediction) => new SparseCategoricalCrossentropy().CheckTargets(targets, prediction);

    /// <inheritdoc/>
    protected override Node Values(Node yTrue, Node yPred)
    {
        ArgumentNullException.ThrowIfNull(yTrue);
        ArgumentNullException.ThrowIfNull(yPred);
        Node y = yTrue.Shape.Rank == yPred.Shape.Rank && yTrue.Shape[-1] == 1 ? Reshape(yTrue, yTrue.Shape.Remove(-1)) : yTrue;
        Node classes = y.DType is DType.Int32 or DType.Int64 ? y : Cast(y, DType.Int32);
        return (1 - Power(Pick(ProbabilityClipping.Clip(yPred), classes), Q)) / Q;
    }

    /// <inheritdoc/>
    public override Config GetConfig() => base.GetConfig().Set("q", Q);

    /// <summary>The loss that <see cref="GetConfig"/> describes.</summary>
    public static CategoricalGeneralizedCrossEntropy FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config.Double("q", 0.5));
    }
}
