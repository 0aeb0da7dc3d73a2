using Backprop.Graphs;
using Backprop.Kernels;
using Backprop.Operations;
using Backprop.Tensors;
using Backprop.Vocabulary;

namespace Backprop.Layers;

/// <summary>
/// A convolution in two cheaper steps: first each channel by itself (depthwise), then a mixture of the channels, cell by cell (pointwise), then bias and activation.
/// <list type="table">
/// <item><term>input</term><description>(batch, cells …, in), or (batch, in, cells …)</description></item>
/// <item><term>depthwise_kernel</term><description>(size …, in, multiplier)</description></item>
/// <item><term>pointwise_kernel</term><description>(1 …, in·multiplier, filters)</description></item>
/// <item><term>bias</term><description>(filters,)</description></item>
/// <item><term>output</term><description>(batch, windows …, filters), or (batch, filters, windows …)</description></item>
/// </list>
/// Source: keras/src/layers/convolutional/base_separable_conv.py.
/// </summary>
public abstract class SeparableConvolution : ConvolutionLayer
{
    private protected SeparableConvolution(int rank, int filters, int depthMultiplier, ConvolutionArguments arguments)
        : base(rank, arguments)
    {
        if (filters < 1) throw new ArgumentOutOfRangeException(nameof(filters), $"A convolution needs 1 filter or more, not {filters}.");
        if (depthMultiplier < 1) throw new ArgumentOutOfRangeException(nameof(depthMultiplier), $"A separable convolution needs 1 depthwise filter per channel or more, not {depthMultiplier}.");
        (Filters, DepthMultiplier) = (filters, depthMultiplier);
    }

    private protected SeparableConvolution(int rank, Config config)
        : this(rank, config.Int("filters"), config.Int("depth_multiplier", 1), ConvolutionArguments.Read(config, rank, "depthwise", "pointwise"))
    {
    }

    /// <summary>The number of filters: the channels of the output.</summary>
    public int Filters { get; }

    /// <summary>The number of depthwise filters for each channel.</summary>
    public int DepthMultiplier { get; }

    private protected sealed override Config Describe(Config config) => base.Describe(config.Set("depth_multiplier", DepthMultiplier).Set("filters", Filters));

    private protected sealed override Shape[] KernelShapes(Shape size, int channels)
    {
        Shape ones = Shape.Create([.. size.Select(_ => 1)]);
        return [size.Concat([channels, DepthMultiplier]), ones.Concat([channels * DepthMultiplier, Filters])];
    }

    private protected sealed override int OutputChannels(int channels) => Filters;

    private protected sealed override Node Convolve(Node x, IReadOnlyList<Variable> kernels)
    {
        Node depthwise = Functions.DepthwiseConvolution(x, kernels[0], Axes(x.Shape));
        return Functions.Convolution(depthwise, kernels[1], [.. depthwise.Shape[1..^1].Select(length => WindowAxis.Valid(length, 1))]);
    }
}
