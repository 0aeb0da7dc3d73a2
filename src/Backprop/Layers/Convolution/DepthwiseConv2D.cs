using Backprop.Activations;
using Backprop.Constraints;
using Backprop.Initializers;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Depthwise convolution of images: (batch, height, width, channels).</summary>
/// <inheritdoc cref="DepthwiseConvolution"/>
public sealed class DepthwiseConv2D : DepthwiseConvolution
{
    /// <summary>Describes the layer.</summary>
    /// <param name="kernelSize">How many cells a window holds, one number for all axes or one for each.</param>
    /// <param name="strides">How far each window lies behind the one before it. Default 1.</param>
    /// <param name="padding">What windows do at the edges. Default they stay inside.</param>
    /// <param name="depthMultiplier">The number of depthwise filters for each channel, 1 or more. Default 1.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="dilationRate">How far the cells of a window lie apart; not above 1 with strides above 1. Default 1.</param>
    /// <param name="activation">The function f, by name or as an object. Default none, a = z.</param>
    /// <param name="useBias">Whether a bias is added. Default true.</param>
    /// <param name="depthwiseInitializer">How the depthwise kernel starts. Default "glorot_uniform".</param>
    /// <param name="biasInitializer">How the bias starts. Default "zeros".</param>
    /// <param name="depthwiseRegularizer">A penalty on the depthwise kernel. Default none.</param>
    /// <param name="biasRegularizer">A penalty on the bias. Default none.</param>
    /// <param name="activityRegularizer">A penalty on the output, per sample. Default none.</param>
    /// <param name="depthwiseConstraint">What the depthwise kernel must satisfy after each step. Default none.</param>
    /// <param name="biasConstraint">What the bias must satisfy after each step. Default none.</param>
    /// <param name="name">The name. Default depthwise_conv2d, depthwise_conv2d_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    /// <exception cref="ArgumentException">A number is below 1, or two arguments do not go together.</exception>
    public DepthwiseConv2D(
        PerAxis kernelSize,
        PerAxis? strides = null,
        Padding padding = Padding.Valid,
        int depthMultiplier = 1,
        DataFormat dataFormat = DataFormat.ChannelsLast,
        PerAxis? dilationRate = null,
        ActivationFunction? activation = null,
        bool useBias = true,
        Initializer? depthwiseInitializer = null,
        Initializer? biasInitializer = null,
        Regularizer? depthwiseRegularizer = null,
        Regularizer? biasRegularizer = null,
        Regularizer? activityRegularizer = null,
        Constraint? depthwiseConstraint = null,
        Constraint? biasConstraint = null,
        string? name = null,
        DType? dtype = null,
        bool trainable = true)
        : base(2, depthMultiplier, new ConvolutionArguments(
            kernelSize, strides, padding, dataFormat, dilationRate, activation, useBias,
            [WeightRule.Kernel("depthwise", depthwiseInitializer, depthwiseRegularizer, depthwiseConstraint)],
            WeightRule.Bias(biasInitializer, biasRegularizer, biasConstraint),
            activityRegularizer, name, dtype, trainable))
    {
    }

    private DepthwiseConv2D(Config config)
        : base(2, config)
    {
    }

    /// <summary>The layer that <see cref="Layer.GetConfig"/> describes.</summary>
    public static DepthwiseConv2D FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }
}
