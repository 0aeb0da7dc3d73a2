using Backprop.Activations;
using Backprop.Regularizers;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>The arguments that all convolutions share.</summary>
internal sealed record ConvolutionArguments(
    PerAxis KernelSize,
    PerAxis? Strides,
    Padding Padding,
    DataFormat DataFormat,
    PerAxis? DilationRate,
    ActivationFunction? Activation,
    bool UseBias,
    WeightRule[] Kernels,
    WeightRule Bias,
    Regularizer? ActivityRegularizer,
    string? Name,
    DType? DType,
    bool Trainable)
{
    /// <summary>Reads them; name, number type, trainable and activity regularizer are set by the registry.</summary>
    public static ConvolutionArguments Read(Config config, int rank, params string[] kernels) => new(
        config.Ints("kernel_size", rank),
        config.Ints("strides", rank, 1),
        config.Option("padding", Padding.Valid),
        config.Option("data_format", DataFormat.ChannelsLast),
        config.Ints("dilation_rate", rank, 1),
        config.OptionalObject("activation", ActivationRegistry.All),
        config.Bool("use_bias", true),
        [.. kernels.Select(kernel => WeightRule.Read(config, kernel))],
        WeightRule.Read(config, "bias"),
        null,
        null,
        null,
        true);
}
