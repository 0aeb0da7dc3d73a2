using Backprop.Activations;
using Backprop.Constraints;
using Backprop.Initializers;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>Transposed convolution over time: (batch, steps, channels).</summary>
/// <inheritdoc cref="TransposedConvolution"/>
public sealed class Conv1DTranspose : TransposedConvolution
{
    /// <summary>Describes the layer.</summary>
    /// <param name="filters">The number of filters, 1 or more: the channels of the output.</param>
    /// <param name="kernelSize">How many cells a window holds, one number for all axes or one for each.</param>
    /// <param name="strides">How far each window lies behind the one before it. Default 1.</param>
    /// <param name="padding">What windows do at the edges. Default they stay inside.</param>
    /// <param name="outputPadding">How many cells the output is longer than the windows need, below the strides. Default Keras' usual length.</param>
    /// <param name="dataFormat">Where the channels stand. Default last.</param>
    /// <param name="dilationRate">How far the cells of a window lie apart; not above 1 with strides above 1. Default 1.</param>
    /// <param name="activation">The function f, by name or as an object. Default none, a = z.</param>
    /// <param name="useBias">Whether a bias is added. Default true.</param>
    /// <param name="kernelInitializer">How the kernel starts. Default "glorot_uniform".</param>
    /// <param name="biasInitializer">How the bias starts. Default "zeros".</param>
    /// <param name="kernelRegularizer">A penalty on the kernel. Default none.</param>
    /// <param name="biasRegularizer">A penalty on the bias. Default none.</param>
    /// <param name="activityRegularizer">A penalty on the output, per sample. Default none.</param>
    /// <param name="kernelConstraint">What the kernel must satisfy after each step. Default none.</param>
    /// <param name="biasConstraint">What the bias must satisfy after each step. Default none.</param>
    /// <param name="name">The name. Default conv1d_transpose, conv1d_transpose_1 …</param>
    /// <param name="dtype">The number type. Default that of the input.</param>
    /// <param name="trainable">Whether the weights are trained. Default true.</param>
    /// <exception cref="ArgumentException">A number is below 1, or two arguments do not go together.</exception>
    public Conv1DTranspose(
        int filters,
        PerAxis kernelSize,
        PerAxis? strides = null,
        Padding padding = Padding.Valid,
        PerAxis? outputPadding = null,
        DataFormat dataFormat = DataFormat.ChannelsLast,
        PerAxis? dilationRate = null,
        ActivationFunction? activation = null,
        bool useBias = true,
        Initializer? kernelInitializer = null,
        Initializer? biasInitializer = null,
        Regularizer? kernelRegularizer = null,
        Regularizer? biasRegularizer = null,
        Regularizer? activityRegularizer = null,
        Constraint? kernelConstraint = null,
        Constraint? biasConstraint = null,
        string? name = null,
        DType? dtype = null,
        bool trainable = true)
        : base(1, filters, outputPadding, new ConvolutionArguments(
            kernelSize, strides, padding, dataFormat, dilationRate, activation, useBias,
            [WeightRule.Kernel("kernel", kernelInitializer, kernelRegularizer, kernelConstraint)],
            WeightRule.Bias(biasInitializer, biasRegularizer, biasConstraint),
            activityRegularizer, name, dtype, trainable))
    {
    }

    private Conv1DTranspose(Config config)
        : base(1, config)
    {
    }

    /// <summary>The layer that <see cref="Layer.GetConfig"/> describes.</summary>
    public static Conv1DTranspose FromConfig(Config config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new(config);
    }
}
