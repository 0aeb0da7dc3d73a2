using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// The way back through a convolution: each cell lays a window, its channels times the kernel, into a larger image, where windows overlap they add up:
/// a = f(z), z[i·stride + k·dilation − before …, f] += x[i …, c]·kernel[k …, f, c], then + bias[f].
/// <list type="table">
/// <item><term>input</term><description>(batch, cells …, in), or (batch, in, cells …)</description></item>
/// <item><term>kernel</term><description>(size …, filters, in)</description></item>
/// <item><term>bias</term><description>(filters,)</description></item>
/// <item><term>output</term><description>(batch, larger …, filters), or (batch, filters, larger …): cells·stride with padding "same", (cells − 1)·stride + max(size, stride) with "valid"</description></item>
/// </list>
/// Source: keras/src/layers/convolutional/base_conv_transpose.py, and keras/src/backend/common/backend_utils.py for the padding.
/// </summary>
public abstract class TransposedConvolution : ConvolutionLayer
{
    private readonly int[]? _outputPadding;

    private protected TransposedConvolution(int rank, int filters, PerAxis? outputPadding, ConvolutionArguments arguments)
        : base(rank, arguments)
    {
        if (filters < 1) throw new ArgumentOutOfRangeException(nameof(filters), $"A convolution needs 1 filter or more, not {filters}.");
        Filters = filters;
        _outputPadding = outputPadding?.Expand(rank, "output padding", 0);
        if (_outputPadding is not null && _outputPadding.Zip(Strides).Any(pair => pair.First >= pair.Second)) throw new ArgumentException($"The output padding must be below the strides; they are {OutputPadding} and {Strides}.", nameof(outputPadding));
    }

    private protected TransposedConvolution(int rank, Config config)
        : this(rank, config.Int("filters"), config.OptionalInts("output_padding") is { } padding ? (PerAxis)padding : (PerAxis?)null, ConvolutionArguments.Read(config, rank, "kernel"))
    {
    }

    /// <summary>The number of filters: the channels of the output.</summary>
    public int Filters { get; }

    /// <summary>How many cells the output is longer than the windows need, along each axis; null for Keras' usual length.</summary>
    public PerAxis? OutputPadding => _outputPadding is null ? (PerAxis?)null : (PerAxis)_outputPadding;

    private protected sealed override Config Describe(Config config) => config.Set("filters", Filters)
        .Set("kernel_size", [.. KernelSize]).Set("strides", [.. Strides]).SetOption("padding", Padding)
        .Set("output_padding", _outputPadding).SetOption("data_format", DataFormat).Set("dilation_rate", [.. DilationRate]);

    private protected sealed override Shape[] KernelShapes(Shape size, int channels) => [size.Concat([Filters, channels])];

    private protected sealed override int OutputChannels(int channels) => Filters;

    private protected sealed override Node Convolve(Node x, IReadOnlyList<Variable> kernels) => Functions.TransposedConvolution(x, kernels[0], Axes(x.Shape));

    /// <summary>Windows in the output, one for each cell of the input. With padding "same" part of the first window may lie before the output.</summary>
    private protected sealed override WindowAxis Axis(int length, int axis)
    {
        (int stride, int dilation) = (Strides.Numbers[axis], DilationRate.Numbers[axis]);
        var windows = new WindowAxis(0, length, KernelSize.Numbers[axis], stride, dilation);
        (int extent, int reach) = (windows.Extent, checked((length - 1) * stride));
        int? extra = _outputPadding?[axis];
        if (Padding == Padding.Valid) return windows with { Length = Math.Max(0, reach + extent + (extra ?? Math.Max(stride - extent, 0))) };
        // What sticks out of the output on both sides is cut, half of it in front: TensorFlow's and JAX's rule.
        int cut = extra is { } given ? extent - extent % 2 - given : extent - stride;
        return windows with { Length = Math.Max(0, extra is null ? length * stride : reach + extent % 2 + extra.Value), Before = Math.Max(0, cut) / 2 };
    }
}
