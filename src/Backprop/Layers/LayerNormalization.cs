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
/// Shifts and scales each sample by itself: y = (x − mean)/√(variance + ε) · gamma + beta, with mean and (population) variance over the given axes.
/// <list type="table">
/// <item><term>input, output</term><description>any shape</description></item>
/// <item><term>gamma, beta</term><description>the lengths of the given axes</description></item>
/// </list>
/// With <c>rmsScaling</c> neither the mean nor beta is used: y = x/√(variance + ε) · gamma.
/// Source: J. Ba et al. (2016); keras/src/layers/normalization/layer_normalization.py.
/// </summary>
public sealed class LayerNormalization : AffineNormalization
{
    private readonly int[] _axis;

    /// <summary>Describes the layer.</summary>
    /// <param name="axis">The axes over which mean and variance are taken. Default the last.</param>
    /// <param name="epsilon">What is added to the variance. Default 10⁻³.</param>
    /// <param name="center">Whether beta is added. Default true.</param>
    /// <param name="scale">Whether there is a factor gamma. Default true.</param>
    /// <param name="rmsScaling">Whether x is only divided by its deviation. Default false.</param>
    /// <param name="betaInitializer">How beta starts. Default "zeros".</param>
    /// <param name="gammaInitializer">How gamma starts. Default "ones".</param>
    /// <param name="betaRegularizer">A penalty on beta. Default none.</param>
    /// <param name="gammaRegularizer">A penalty on gamma. Default none.</param>
    /// <param name="betaConstraint">What beta must satisfy after each step. Default none.</param>
    /// <param name="gammaConstraint">What gamma must satisfy after each step. Default none.</param>
    /// <param name="name">The name. Default layer_normalization, layer_normalization_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    public LayerNormalization(
        IReadOnlyList<int>? axis = null,
        double epsilon = 1e-3,
        bool center = true,
        bool scale = true,
        bool rmsScaling = false,
        Initializer? betaInitializer = null,
        Initializer? gammaInitializer = null,
        Regularizer? betaRegularizer = null,
        Regularizer? gammaRegularizer = null,
        Constraint? betaConstraint = null,
        Constraint? gammaConstraint = null,
        string? name = null,
        DType? dtype = null,
        bool trainable = true)
        : base(epsilon, center, scale, betaInitializer, gammaInitializer, betaRegularizer, gammaRegularizer, betaConstraint, gammaConstraint, name, dtype, trainable)
    {
        if (axis is { Count: 0 }) throw new ArgumentException("Name at least one axis to normalise over.", nameof(axis));
        (_axis, RmsScaling) = ([.. axis ?? [-1]], rmsScaling);
    }

    /// <summary>The axes over which mean and variance are taken.</summary>
    public IReadOnlyList<int> Axis => _axis;

    /// <summary>Whether x is only divided by its deviation.</summary>
    public bool RmsScaling { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => SetShared(base.GetConfig().Set("axis", _axis)).Set("rms_scaling", RmsScaling);

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static LayerNormalization FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(
            config.OptionalInts("axis"),
            config.Double("epsilon", 1e-3),
            config.Bool("center", true),
            config.Bool("scale", true),
            config.Bool("rms_scaling"),
            betaInitializer: config.OptionalObject("beta_initializer", InitializerRegistry.All),
            gammaInitializer: config.OptionalObject("gamma_initializer", InitializerRegistry.All),
            betaRegularizer: config.OptionalObject("beta_regularizer", RegularizerRegistry.All),
            gammaRegularizer: config.OptionalObject("gamma_regularizer", RegularizerRegistry.All),
            betaConstraint: config.OptionalObject("beta_constraint", ConstraintRegistry.All),
            gammaConstraint: config.OptionalObject("gamma_constraint", ConstraintRegistry.All));
    }

    /// <inheritdoc/>
    protected override void Build(Shape inputShape) => BuildAffine(Shape.Create([.. _axis.Select(axis => inputShape[axis])]), Scale || RmsScaling, Center && !RmsScaling);

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        Node mean = context.Record("mean", Mean(x, _axis, keepDims: true));
        Node centered = x - mean;
        Node inverse = ReciprocalSqrt(context.Record("variance", Mean(Square(centered), _axis, keepDims: true)) + Epsilon);
        return Affine((RmsScaling ? x : centered) * inverse, Along(x.Shape, _axis), context);
    }
}
