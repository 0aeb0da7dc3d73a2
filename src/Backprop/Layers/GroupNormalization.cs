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
/// Shifts and scales groups of channels, sample by sample: y = (x − mean)/√(variance + ε) · gamma + beta, with mean and (population) variance over
/// the channels of a group and all axes but batch and channels.
/// <list type="table">
/// <item><term>input, output</term><description>(batch, …, channels)</description></item>
/// <item><term>gamma, beta</term><description>(channels,)</description></item>
/// </list>
/// Source: Y. Wu, K. He (2018); keras/src/layers/normalization/group_normalization.py.
/// </summary>
public sealed class GroupNormalization : AffineNormalization
{
    /// <summary>Describes the layer.</summary>
    /// <param name="groups">The number of groups, which divides the number of channels; −1 for a group per channel. Default 32.</param>
    /// <param name="axis">The axis of the channels. Default −1.</param>
    /// <param name="epsilon">What is added to the variance. Default 10⁻³.</param>
    /// <param name="center">Whether beta is added. Default true.</param>
    /// <param name="scale">Whether there is a factor gamma. Default true.</param>
    /// <param name="betaInitializer">How beta starts. Default "zeros".</param>
    /// <param name="gammaInitializer">How gamma starts. Default "ones".</param>
    /// <param name="betaRegularizer">A penalty on beta. Default none.</param>
    /// <param name="gammaRegularizer">A penalty on gamma. Default none.</param>
    /// <param name="betaConstraint">What beta must satisfy after each step. Default none.</param>
    /// <param name="gammaConstraint">What gamma must satisfy after each step. Default none.</param>
    /// <param name="name">The name. Default group_normalization, group_normalization_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number of groups is 0 or less than −1.</exception>
    public GroupNormalization(
        int groups = 32,
        int axis = -1,
        double epsilon = 1e-3,
        bool center = true,
        bool scale = true,
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
        if (groups is < -1 or 0) throw new ArgumentOutOfRangeException(nameof(groups), $"There must be 1 group or more, or −1 for one per channel, not {groups}.");
        (Groups, Axis) = (groups, axis);
    }

    /// <summary>The number of groups; −1 for a group per channel.</summary>
    public int Groups { get; }

    /// <summary>The axis of the channels.</summary>
    public int Axis { get; }

    /// <inheritdoc/>
    public override Config GetConfig() => SetShared(base.GetConfig().Set("groups", Groups).Set("axis", Axis));

    /// <summary>The layer that <see cref="GetConfig"/> describes.</summary>
    public static GroupNormalization FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(
            config.Int("groups", 32),
            config.OptionalInts("axis") is { } axis ? axis is [int single] ? single : throw config.Wrong("axis", "one axis") : -1,
            config.Double("epsilon", 1e-3),
            config.Bool("center", true),
            config.Bool("scale", true),
            betaInitializer: config.OptionalObject("beta_initializer", InitializerRegistry.All),
            gammaInitializer: config.OptionalObject("gamma_initializer", InitializerRegistry.All),
            betaRegularizer: config.OptionalObject("beta_regularizer", RegularizerRegistry.All),
            gammaRegularizer: config.OptionalObject("gamma_regularizer", RegularizerRegistry.All),
            betaConstraint: config.OptionalObject("beta_constraint", ConstraintRegistry.All),
            gammaConstraint: config.OptionalObject("gamma_constraint", ConstraintRegistry.All));
    }

    /// <inheritdoc/>
    protected override void Build(Shape inputShape)
    {
        if (inputShape.Axis(Axis) == 0) throw new ArgumentException("its channels cannot lie along axis 0, the batch");
        int channels = inputShape[Axis];
        if (channels != Shape.Unknown && channels % Count(channels) != 0) throw new ArgumentException($"it makes {Groups} groups, so it expects a multiple of {Groups} channels, not {channels}");
        BuildAffine([channels], Scale, Center);
    }

    /// <inheritdoc/>
    protected override Node Call(Node x, CallContext context)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(context);
        int axis = x.Shape.Axis(Axis), groups = Count(x.Shape[axis]);
        Shape grouped = x.Shape.With(axis, x.Shape[axis] / groups).Insert(axis, groups); // (batch, …, groups, channels/groups, …)
        int[] axes = [.. Enumerable.Range(1, x.Shape.Rank).Where(other => other != axis)];
        Node parts = Reshape(x, grouped);
        Node mean = context.Record("mean", Mean(parts, axes, keepDims: true));
        Node centered = parts - mean;
        Node variance = context.Record("variance", Mean(Square(centered), axes, keepDims: true));
        return Affine(Reshape(centered * ReciprocalSqrt(variance + Epsilon), x.Shape), Along(x.Shape, [axis]), context);
    }

    private int Count(int channels) => Groups == -1 ? channels : Groups;
}
