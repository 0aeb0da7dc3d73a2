using Backprop.Activations;
using Backprop.Constraints;
using Backprop.Initializers;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Separable convolution over time: (batch, steps, channels).</summary>
/// <inheritdoc cref="SeparableConvolution"/>
public sealed class SeparableConv1D : SeparableConvolution
{
    /// <summary>Describes the layer.</summary>
    /// <param name="filters">The number of filters, 1 or more: the channels of the output.</param>
    /// <param name="kernelSize">How many cells a window holds, one number for all axes or one for each.</param>
    /// <param name="strides">How far each window lies behind the one before it. Default 1.</param>
    /// <param name="padding">What windows do at the edges. Default they stay inside.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="dilationRate">How far the cells of a window lie apart; not above 1 with strides above 1. Default 1.</param>
    /// <param name="depthMultiplier">The number of depthwise filters for each channel, 1 or more. Default 1.</param>
    /// <param name="activation">The function f, by name or as an object. Default none, a = z.</param>
    /// <param name="useBias">Whether a bias is added. Default true.</param>
    /// <param name="depthwiseInitializer">How the depthwise kernel starts. Default "glorot_uniform".</param>
    /// <param name="pointwiseInitializer">How the pointwise kernel starts. Default "glorot_uniform".</param>
    /// <param name="biasInitializer">How the bias starts. Default "zeros".</param>
    /// <param name="depthwiseRegularizer">A penalty on the depthwise kernel. Default none.</param>
    /// <param name="pointwiseRegularizer">A penalty on the pointwise kernel. Default none.</param>
    /// <param name="biasRegularizer">A penalty on the bias. Default none.</param>
    /// <param name="activityRegularizer">A penalty on the output, per sample. Default none.</param>
    /// <param name="depthwiseConstraint">What the depthwise kernel must satisfy after each step. Default none.</param>
    /// <param name="pointwiseConstraint">What the pointwise kernel must satisfy after each step. Default none.</param>
    /// <param name="biasConstraint">What the bias must satisfy after each step. Default none.</param>
    /// <param name="name">The name. Default separable_conv1d, separable_conv1d_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    /// <exception cref="ArgumentException">A number is below 1, or two arguments do not go together.</exception>
    public SeparableConv1D(
        int filters,
        PerAxis kernelSize,
        PerAxis? strides = null,
        Padding padding = Padding.Valid,
        DataFormat dataFormat = DataFormat.ChannelsLast,
        PerAxis? dilationRate = null,
        int depthMultiplier = 1,
        ActivationFunction? activation = null,
        bool useBias = true,
        Initializer? depthwiseInitializer = null,
        Initializer? pointwiseInitializer = null,
        Initializer? biasInitializer = null,
        Regularizer? depthwiseRegularizer = null,
        Regularizer? pointwiseRegularizer = null,
        Regularizer? biasRegularizer = null,
        Regularizer? activityRegularizer = null,
        Constraint? depthwiseConstraint = null,
        Constraint? pointwiseConstraint = null,
        Constraint? biasConstraint = null,
        string? name = null,
        DType? dtype = null,
        bool trainable = true)
        : base(1, filters, depthMultiplier, new ConvolutionArguments(
            kernelSize, strides, padding, dataFormat, dilationRate, activation, useBias,
            [WeightRule.Kernel("depthwise", depthwiseInitializer, depthwiseRegularizer, depthwiseConstraint), WeightRule.Kernel("pointwise", pointwiseInitializer, pointwiseRegularizer, pointwiseConstraint)],
            WeightRule.Bias(biasInitializer, biasRegularizer, biasConstraint),
            activityRegularizer, name, dtype, trainable))
    {
    }

    private SeparableConv1D(Config config)
        : base(1, config)
    {
    }

    /// <summary>The layer that <see cref="Layer.GetConfig"/> describes.</summary>
    public static SeparableConv1D FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }
}
