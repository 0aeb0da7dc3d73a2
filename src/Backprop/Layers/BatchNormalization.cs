using Backprop.Constraints;
using Backprop.Graphs;
using Backprop.Initializers;
using Backprop.Operations;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Vocabulary;
using static Backprop.Operations.Functions;

namespace Backprop.Layers;

/// <summary>
/// Shifts and scales each feature: y = (x − mean)/√(variance + ε) · gamma + beta. In training, mean and (population) variance are those of the batch, over all
/// axes but that of the features, and moving averages follow them, moving ← moving·momentum + batch·(1 − momentum). Otherwise, and while
/// <see cref="Layer.Trainable"/> is false, the moving averages are used. Under a mask, only real entries count.
/// <list type="table">
/// <item><term>input, output</term><description>any shape</description></item>
/// <item><term>gamma, beta, moving_mean, moving_variance</term><description>(features,)</description></item>
/// </list>
/// Source: S. Ioffe, C. Szegedy (2015); keras/src/layers/normalization/batch_normalization.py.
/// </summary>
public sealed class BatchNormalization : AffineNormalization
{
    // Keras' general ε, which keeps a batch without one real entry from being divided by 0.
    private const double MaskEpsilon = 1e-7;

    private readonly Initializer _movingMeanInitializer;
    private readonly Initializer _movingVarianceInitializer;
    private Variable? _movingMean;
    private Variable? _movingVariance;

    /// <summary>Describes the layer.</summary>
    /// <param name="axis">The axis of the features. Default −1.</param>
    /// <param name="momentum">The share of the old moving average that a step keeps. Default 0.99.</param>
    /// <param name="epsilon">What is added to the variance. Default 10⁻³.</param>
    /// <param name="center">Whether beta is added. Default true.</param>
    /// <param name="scale">Whether there is a factor gamma. Default true.</param>
    /// <param name="betaInitializer">How beta starts. Default "zeros".</param>
    /// <param name="gammaInitializer">How gamma starts. Default "ones".</param>
    /// <param name="movingMeanInitializer">How the moving mean starts. Default "zeros".</param>
    /// <param name="movingVarianceInitializer">How the moving variance starts. Default "ones".</param>
    /// <param name="betaRegularizer">A penalty on beta. Default none.</param>
    /// <param name="gammaRegularizer">A penalty on gamma. Default none.</param>
    /// <param name="betaConstraint">What beta must satisfy after each step. Default none.</param>
    /// <param name="gammaConstraint">What gamma must satisfy after each step. Default none.</param>
    /// <param name="name">The name. Default batch_normalization, batch_normalization_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    public BatchNormalization(
        int axis = -1,
        double momentum = 0.99,
        double epsilon = 1e-3,
        bool center = true,
        bool scale = true,
        Initializer? betaInitializer = null,
        Initializer? gammaInitializer = null,
        Initializer? movingMeanInitializer = null,
        Initializer? movingVarianceInitializer = null,
        Regularizer? betaRegularizer = null,
        Regularizer? gammaRegularizer = null,
        Constraint? betaConstraint = null,
        Constraint? gammaConstraint = null,
        string? name = null,
        DType? dtype = null,
        bool trainable = true)
        : base(epsilon, center, scale, betaInitializer, gammaInitializer, betaRegularizer, gammaRegularizer, betaConstraint, gammaConstraint, name, dtype, trainable)
    {
        (Axis, Momentum) = (axis, momentum);
        (_movingMeanInitializer, _movingVarianceInitializer) = (movingMeanInitializer ?? new Zeros(), movingVarianceInitializer ?? new Ones());
    }

    /// <summary>The axis of the features.</summary>
    public int Axis { get; }

    /// <summary>The share of the old moving average that a step keeps.</summary>
    public double Momentum { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => SetShared(base.GetConfig().Set("axis", Axis).Set("momentum", Momentum))
        .Set("moving_mean_initializer", _movingMeanInitializer).Set("moving_variance_initializer", _movingVarianceInitializer).Set("synchronized", false);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static BatchNormalization FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Unsupported("renorm").Ignore("renorm_clipping", "renorm_momentum", "synchronized");
        return new(
            config.Ints("axis", 1, -1)[0],
            config.Double("momentum", 0.99),
            config.Double("epsilon", 1e-3),
            config.Bool("center", true),
            config.Bool("scale", true),
            betaInitializer: config.OptionalObject("beta_initializer", InitializerRegistry.All),
            gammaInitializer: config.OptionalObject("gamma_initializer", InitializerRegistry.All),
            movingMeanInitializer: config.OptionalObject("moving_mean_initializer", InitializerRegistry.All),
            movingVarianceInitializer: config.OptionalObject("moving_variance_initializer", InitializerRegistry.All),
            betaRegularizer: config.OptionalObject("beta_regularizer", RegularizerRegistry.All),
            gammaRegularizer: config.OptionalObject("gamma_regularizer", RegularizerRegistry.All),
            betaConstraint: config.OptionalObject("beta_constraint", ConstraintRegistry.All),
            gammaConstraint: config.OptionalObject("gamma_constraint", ConstraintRegistry.All));
    }

    /// <inheritdoc/>
    protected override void Build(Shape inputShape)
    {
        Shape features = [inputShape[Axis]];
        BuildAffine(features, Scale, Center);
        _movingMean = AddWeight("moving_mean", features, _movingMeanInitializer, trainable: false);
        _movingVariance = AddWeight("moving_variance", features, _movingVarianceInitializer, trainable: false);
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        Shape features = _movingMean!.Shape, broadcast = Along(x.Shape, [Axis]);
        if (x.Shape[Axis] != features[0]) throw new ArgumentException($"it knows {features[0]} features, so it expects that length along axis {Axis}");
        Node mean, variance;
        if (context.Training && Trainable)
        {
            (mean, variance) = Moments(x, context.Mask());
            context.AddUpdate(_movingMean, Moved(context.Read(_movingMean), mean));
            context.AddUpdate(_movingVariance!, Moved(context.Read(_movingVariance!), variance));
        }
        else
        {
            (mean, variance) = (Reshape(context.Read(_movingMean), broadcast), Reshape(context.Read(_movingVariance!), broadcast));
        }

        context.Record("mean", mean);
        context.Record("variance", variance);
        return Affine((x - mean) * ReciprocalSqrt(variance + Epsilon), broadcast, context);

        Node Moved(Node moving, Node batch) => moving * Momentum + Reshape(batch, features) * (1 - Momentum);
    }

    /// <summary>Mean and variance over all axes but that of the features, which stay with length 1.</summary>
    private (Node Mean, Node Variance) Moments(Node x, Node? mask)
    {
        int features = x.Shape.Axis(Axis);
        int[] axes = [.. Enumerable.Range(0, x.Shape.Rank).Where(axis => axis != features)];
        if (mask is null)
        {
            Node plain = Mean(x, axes, keepDims: true);
            return (plain, Mean(Square(x - plain), axes, keepDims: true));
        }

        if (mask.Shape.Rank != x.Shape.Rank - 1) throw new ArgumentException($"its mask has shape {mask.Shape}; one axis fewer than the input's {x.Shape} is expected");
        Node weights = Reshape(Cast(mask, x.DType), mask.Shape.Insert(-1, 1));
        Node real = weights * x, count = Sum(weights, axes, keepDims: true) + MaskEpsilon;
        Node mean = Sum(real, axes, keepDims: true) / count;
        return (mean, Sum(weights * Square(real - mean), axes, keepDims: true) / count);
    }
}
